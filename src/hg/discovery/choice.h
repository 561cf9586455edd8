// Which of the coordinators that were found is ours. Pure.
#pragma once

#include <vector>

#include "hg/base/result.h"
#include "hg/discovery/peer.h"

namespace hg::discovery {

class CoordinatorChoice {
 public:
  // What is there now; others than coordinators are passed over. Returns whether answer() is another one.
  bool update(const std::vector<Peer>& peers);

  // One that was chosen stays: while another appears (which is logged), and after its goodbye, until there is
  // another. It follows its address. not_found: there was none yet. failed_precondition: there are several
  // and none had been chosen; the message names them all.
  [[nodiscard]] const Result<Peer>& answer() const { return answer_; }

 private:
  Result<Peer> decide(const std::vector<Peer>& coordinators) const;

  Result<Peer> answer_ = fail(Code::not_found, "no coordinator announces itself on this network");
};

}  // namespace hg::discovery
