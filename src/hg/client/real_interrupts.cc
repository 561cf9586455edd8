#include "hg/client/real_interrupts.h"

#include <array>

namespace hg::client {
namespace {

constexpr std::array kSignals = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

bool ends_us(int signal) {
  struct sigaction action{};
  return ::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_DFL;
}

}  // namespace

int RealInterrupts::arm() {
  ::sigprocmask(SIG_BLOCK, nullptr, &before_);
  // A blocked signal is queued even if it is ignored, so `nohup` would not work if we asked for all.
  std::array<int, kSignals.size()> chosen{};
  for (std::size_t i = 0; i < kSignals.size(); ++i) chosen[i] = ends_us(kSignals[i]) ? kSignals[i] : SIGURG;
  auto signals = os::SignalFd::block({chosen[0], chosen[1], chosen[2], chosen[3]});
  if (!signals) return -1;
  signals_ = *std::move(signals);
  return signals_->fd();
}

int RealInterrupts::signal() {
  sigset_t set;
  if (!signals_ || ::sigpending(&set) != 0) return 0;
  for (const int signal : kSignals) {
    if (sigismember(&set, signal) == 1) return signal;
  }
  return 0;
}

void RealInterrupts::disarm() {
  if (!signals_) return;
  signals_.reset();
  ::sigprocmask(SIG_SETMASK, &before_, nullptr);
}

}  // namespace hg::client
