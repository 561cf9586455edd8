#include "hg/model/address.h"

#include <gtest/gtest.h>

namespace hg::model {
namespace {

TEST(Address, ReadsNamesAndBothKindsOfIp) {
  EXPECT_EQ(parse_address("build1:9000").value(), (Address{"build1", 9000}));
  EXPECT_EQ(parse_address("10.0.0.7:1").value(), (Address{"10.0.0.7", 1}));
  EXPECT_EQ(parse_address("[::1]:65535").value(), (Address{"::1", 65535}));
}

TEST(Address, PrintsWhatItReads) {
  for (const char* text : {"a.example:80", "127.0.0.1:9000", "[fe80::1]:9000"}) {
    EXPECT_EQ(to_string(parse_address(text).value()), text);
  }
}

TEST(Address, SaysWhatIsWrong) {
  const std::pair<std::string, std::string> cases[] = {
      {"host:99999", "bad address 'host:99999': port must be 1..65535"},
      {"host:0", "bad address 'host:0': port must be 1..65535"},
      {"host:", "bad address 'host:': port must be 1..65535"},
      {":50051x", "bad address ':50051x': the host is missing, expected HOST:PORT"},
      {"h:50051x", "bad address 'h:50051x': port must be 1..65535"},
      {"h:-1", "bad address 'h:-1': port must be 1..65535"},
      {"h:+1", "bad address 'h:+1': port must be 1..65535"},
      {"host", "bad address 'host': the port is missing, expected HOST:PORT"},
      {"", "bad address '': the host is missing, expected HOST:PORT"},
      {"[::1", "bad address '[::1': ']' is missing"},
      {"[::1]", "bad address '[::1]': the port is missing, expected HOST:PORT"},
      {"[::1]9000", "bad address '[::1]9000': the port is missing, expected HOST:PORT"},
      {"[localhost]:9000", "bad address '[localhost]:9000': no IPv6 address between the brackets"},
      {"::1:9000", "bad address '::1:9000': an IPv6 address stands in brackets: [::1]:9000"},
      {"http://h:9000", "bad address 'http://h:9000': expected HOST:PORT, without a scheme"},
      {"a b:9000", "bad address 'a b:9000': the host may hold letters, digits, '-', '.' and '_'"},
      {"a\nb:9000", "bad address 'a?b:9000': the host may hold letters, digits, '-', '.' and '_'"},
  };
  for (const auto& [text, message] : cases) {
    const auto result = parse_address(text);
    ASSERT_FALSE(result.has_value()) << text;
    EXPECT_EQ(result.error().message(), message);
    EXPECT_EQ(result.error().code(), Code::invalid_argument);
  }
}

TEST(Address, LongInputIsCutInTheMessage) {
  const auto result = parse_address(std::string(300, 'a') + ":9000");
  ASSERT_FALSE(result.has_value());
  EXPECT_LT(result.error().message().size(), 160U);
}

TEST(Address, HostAlone) {
  EXPECT_EQ(parse_host("0.0.0.0").value(), "0.0.0.0");
  EXPECT_EQ(parse_host("::").value(), "::");
  EXPECT_EQ(parse_host("[::1]").value(), "::1");
  EXPECT_FALSE(parse_host("127.0.0.1:9000").has_value());
  EXPECT_FALSE(parse_host("").has_value());
}

TEST(Address, PortZeroOnlyWhereAllowed) {
  EXPECT_FALSE(parse_port("0").has_value());
  EXPECT_EQ(parse_port("0", 0).value(), 0);
  EXPECT_EQ(parse_port("99999").error().message(), "port must be 1..65535, got '99999'");
}

TEST(Address, KnowsLoopbackAndAny) {
  for (const char* host : {"localhost", "127.0.0.1", "127.9.9.9", "::1"})
    EXPECT_TRUE(is_loopback(host)) << host;
  for (const char* host : {"0.0.0.0", "::", "10.0.0.1", "build1", "1270.0.0.1"})
    EXPECT_FALSE(is_loopback(host)) << host;
  EXPECT_TRUE(is_any("0.0.0.0"));
  EXPECT_TRUE(is_any("::"));
  EXPECT_FALSE(is_any("::1"));
  EXPECT_FALSE(is_any("build1"));
}

}  // namespace
}  // namespace hg::model
