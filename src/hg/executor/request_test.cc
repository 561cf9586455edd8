#include "hg/executor/request.h"

#include <gtest/gtest.h>

#include "hg/codec/zstd.h"

namespace hg::executor {
namespace {

using model::OutputKind;

model::CompileTask good() {
  model::CompileTask task;
  task.file_name = "a.c";
  task.arguments = {"-O2"};
  task.outputs = {OutputKind::object};
  task.source = model::PreprocessedSource{codec::compress("int a;\n"), 7};
  return task;
}

Code refused(const model::CompileTask& task) {
  const Status checked = check_request(task);
  return checked ? Code::unknown : checked.error().code();
}

TEST(Request, TakesAnOrdinaryTask) {
  const Status checked = check_request(good());
  EXPECT_TRUE(checked) << checked.error().to_string();
  model::CompileTask debug = good();
  debug.compilation_directory = "/home/u/project";
  debug.outputs = {OutputKind::object, OutputKind::dwo, OutputKind::stack_usage};
  EXPECT_TRUE(check_request(debug));
}

TEST(Request, TheFileNameIsABaseName) {
  for (const std::string& name :
       {std::string(), std::string("."), std::string(".."), std::string("../a.c"), std::string("/etc/passwd"),
        std::string("a/"), std::string("a\0.c", 4), std::string(256, 'a')}) {
    model::CompileTask task = good();
    task.file_name = name;
    EXPECT_EQ(refused(task), Code::invalid_argument) << name;
  }
}

TEST(Request, OutputsAreOnePrimaryAndOthersOnce) {
  for (const std::vector<OutputKind>& outputs :
       std::vector<std::vector<OutputKind>>{{},
                                            {OutputKind::dwo},
                                            {OutputKind::dwo, OutputKind::object},
                                            {OutputKind::object, OutputKind::object},
                                            {OutputKind::object, OutputKind::assembly},
                                            {OutputKind::object, OutputKind::gcno, OutputKind::gcno}}) {
    model::CompileTask task = good();
    task.outputs = outputs;
    EXPECT_EQ(refused(task), Code::invalid_argument);
  }
}

TEST(Request, ArgumentsAreBounded) {
  model::CompileTask task = good();
  task.arguments = {std::string("-O2\0", 4)};
  EXPECT_EQ(refused(task), Code::invalid_argument);
  task.arguments = {"-DX=" + std::string(200'000, 'x')};
  EXPECT_EQ(refused(task), Code::invalid_argument);
  task.arguments.assign(20'000, "-O2");
  EXPECT_EQ(refused(task), Code::invalid_argument);
}

TEST(Request, TheDirectoryIsAbsolute) {
  model::CompileTask task = good();
  task.compilation_directory = "relative";
  EXPECT_EQ(refused(task), Code::invalid_argument);
}

TEST(Request, TheSourceIsWhatWasDeclared) {
  model::CompileTask task = good();
  EXPECT_EQ(*source_text(task, Limits()), "int a;\n");
  auto& source = std::get<model::PreprocessedSource>(task.source);
  source.size = 8;
  EXPECT_EQ(source_text(task, Limits()).error().code(), Code::data_loss);
  source.size = 6;
  EXPECT_EQ(source_text(task, Limits()).error().code(), Code::resource_exhausted);
  source.size = 2ULL << 30U;
  EXPECT_EQ(source_text(task, Limits()).error().code(), Code::resource_exhausted);
  source = {"not zstd", 7};
  EXPECT_EQ(source_text(task, Limits()).error().code(), Code::data_loss);
}

TEST(JobFiles, NamesTheOutputAfterTheSource) {
  model::CompileTask task = good();
  task.file_name = "b.tab.cpp";
  EXPECT_EQ(job_files(task).source, "b.tab.cpp");
  EXPECT_EQ(job_files(task).output, "b.tab.o");
  EXPECT_EQ(job_files(task).output_of(OutputKind::dwo), "b.tab.dwo");
  task.outputs = {OutputKind::assembly};
  EXPECT_EQ(job_files(task).output, "b.tab.s");
}

TEST(JobFiles, NoOutputFallsOnTheSource) {
  model::CompileTask task = good();
  task.file_name = "a.o";
  EXPECT_EQ(job_files(task).output, "output-of-a.o.o");
  task.file_name = "a.su";
  task.outputs = {OutputKind::object, OutputKind::stack_usage};
  EXPECT_NE(job_files(task).output_of(OutputKind::stack_usage), "a.su");
}

TEST(JobFiles, NoNameIsAnOption) {
  model::CompileTask task = good();
  task.file_name = "-v.c";
  EXPECT_EQ(job_files(task).source, "./-v.c");
  EXPECT_EQ(job_files(task).output, "./-v.o");
  task.file_name = "@a.c";
  EXPECT_EQ(job_files(task).source, "./@a.c");
}

}  // namespace
}  // namespace hg::executor
