// Keeps one service announced. Both of Avahi's interfaces have the same functions under other names: `Api`
// says which.
#pragma once

#include <avahi-common/alternative.h>
#include <avahi-common/error.h>
#include <avahi-common/malloc.h>
#include <avahi-common/strlst.h>

#include <string>
#include <utility>

#include "hg/base/log.h"
#include "hg/discovery/mdns/backend.h"
#include "hg/discovery/service.h"

namespace hg::discovery::mdns {

// The group ends with its root, which then says goodbye for it.
template <typename Api>
class Announcing {
 public:
  Announcing(Announcement what, Events& events) : what_(std::move(what)), events_(events) {}
  Announcing(const Announcing&) = delete;
  Announcing& operator=(const Announcing&) = delete;

  // The machine's name is settled.
  void publish(typename Api::Root* root) {
    root_ = root;
    if (group_ == nullptr) group_ = Api::new_group(root, this);
    if (group_ == nullptr) return events_.failed(Api::error(root));
    if (!Api::is_empty(group_)) return;
    int error = add();
    for (int tries = 0; error == AVAHI_ERR_COLLISION && tries < kMostNames; ++tries) {
      take_another_name();
      error = add();
    }
    if (error >= 0) error = Api::commit(group_);
    if (error < 0) events_.failed(avahi_strerror(error));
  }

  // The machine's name is being changed.
  void withdraw() {
    if (group_ != nullptr) Api::reset(group_);
  }

  // From the group's callback.
  void on_state(AvahiEntryGroupState state) {
    if (state == AVAHI_ENTRY_GROUP_ESTABLISHED) log::info("announced as '{}'", what_.name);
    if (state == AVAHI_ENTRY_GROUP_FAILURE) events_.failed(Api::error(root_));
    if (state != AVAHI_ENTRY_GROUP_COLLISION) return;
    take_another_name();
    Api::reset(group_);
    publish(root_);
  }

 private:
  static constexpr int kMostNames = 100;

  int add() {
    AvahiStringList* txt = nullptr;
    for (auto it = what_.txt.rbegin(); it != what_.txt.rend(); ++it)
      txt = avahi_string_list_add(txt, it->c_str());
    const int error = Api::add_service(root_, group_, what_, std::string(kServiceType).c_str(), txt);
    avahi_string_list_free(txt);
    return error;
  }

  void take_another_name() {
    char* other = avahi_alternative_service_name(what_.name.c_str());
    what_.name = other;
    avahi_free(other);
  }

  Announcement what_;
  Events& events_;
  typename Api::Root* root_ = nullptr;
  typename Api::Group* group_ = nullptr;
};

}  // namespace hg::discovery::mdns
