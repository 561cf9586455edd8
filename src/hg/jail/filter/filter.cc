#include "hg/jail/filter/filter.h"

#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include "hg/os/file.h"
#include "hg/os/unique_fd.h"

namespace hg::jail {
namespace {

constexpr std::size_t kLargest = 64U << 10U;
constexpr unsigned long kNewNamespaces =
    CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWCGROUP;

// libseccomp gives calls that an architecture does not have a negative number, and ignores them.
constexpr int kRefused[] = {
    // The network (a job is given no socket, so that those for using one need not be here) and other
    // processes.
    SCMP_SYS(socket),
    SCMP_SYS(socketpair),
    SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(process_madvise),
    SCMP_SYS(pidfd_getfd),
    SCMP_SYS(pidfd_open),
    SCMP_SYS(kcmp),
    SCMP_SYS(shmget),
    SCMP_SYS(shmat),
    SCMP_SYS(msgget),
    SCMP_SYS(semget),
    SCMP_SYS(mq_open),
    // Namespaces and mounts.
    SCMP_SYS(unshare),
    SCMP_SYS(setns),
    SCMP_SYS(mount),
    SCMP_SYS(umount),
    SCMP_SYS(umount2),
    SCMP_SYS(pivot_root),
    SCMP_SYS(chroot),
    SCMP_SYS(fsopen),
    SCMP_SYS(fsconfig),
    SCMP_SYS(fsmount),
    SCMP_SYS(fspick),
    SCMP_SYS(open_tree),
    SCMP_SYS(move_mount),
    SCMP_SYS(mount_setattr),
    SCMP_SYS(open_by_handle_at),
    SCMP_SYS(name_to_handle_at),
    SCMP_SYS(mknod),
    SCMP_SYS(mknodat),
    SCMP_SYS(quotactl),
    SCMP_SYS(quotactl_fd),
    SCMP_SYS(swapon),
    SCMP_SYS(swapoff),
    // Large parts of the kernel that no compiler needs.
    SCMP_SYS(bpf),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(io_uring_enter),
    SCMP_SYS(io_uring_register),
    SCMP_SYS(add_key),
    SCMP_SYS(request_key),
    SCMP_SYS(keyctl),
    SCMP_SYS(fanotify_init),
    SCMP_SYS(inotify_init),
    SCMP_SYS(inotify_init1),
    SCMP_SYS(memfd_secret),
    SCMP_SYS(vmsplice),
    SCMP_SYS(splice),
    SCMP_SYS(tee),
    SCMP_SYS(modify_ldt),
    SCMP_SYS(remap_file_pages),
    SCMP_SYS(move_pages),
    SCMP_SYS(migrate_pages),
    SCMP_SYS(mbind),
    SCMP_SYS(set_mempolicy),
    SCMP_SYS(lookup_dcookie),
    SCMP_SYS(uselib),
    SCMP_SYS(ustat),
    // For administrators.
    SCMP_SYS(init_module),
    SCMP_SYS(finit_module),
    SCMP_SYS(delete_module),
    SCMP_SYS(kexec_load),
    SCMP_SYS(kexec_file_load),
    SCMP_SYS(reboot),
    SCMP_SYS(syslog),
    SCMP_SYS(acct),
    SCMP_SYS(settimeofday),
    SCMP_SYS(clock_settime),
    SCMP_SYS(clock_adjtime),
    SCMP_SYS(adjtimex),
    SCMP_SYS(stime),
    SCMP_SYS(sethostname),
    SCMP_SYS(setdomainname),
    SCMP_SYS(iopl),
    SCMP_SYS(ioperm),
    SCMP_SYS(vhangup),
    SCMP_SYS(nfsservctl),
    SCMP_SYS(setxattr),
    SCMP_SYS(lsetxattr),
    SCMP_SYS(fsetxattr),
};

struct Release {
  void operator()(void* context) const { ::seccomp_release(context); }
};
using Context = std::unique_ptr<void, Release>;

tl::unexpected<Error> failed(int error, const char* what) {
  return fail(Error::from_errno(-error, what));
}

Status add_rules(const Context& context) {
  for (const int call : kRefused) {
    if (const int error = ::seccomp_rule_add(context.get(), SCMP_ACT_ERRNO(EPERM), call, 0); error != 0) {
      return failed(error, "seccomp_rule_add");
    }
  }
  for (unsigned long flag = 1; flag != 0 && flag <= kNewNamespaces; flag <<= 1U) {
    if ((flag & kNewNamespaces) == 0) continue;
    const scmp_arg_cmp has_flag{0, SCMP_CMP_MASKED_EQ, flag, flag};
    const int error =
        ::seccomp_rule_add_array(context.get(), SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1, &has_flag);
    if (error != 0) return failed(error, "clone");
  }
  const scmp_arg_cmp pushes_input{1, SCMP_CMP_MASKED_EQ, 0xFFFFFFFFU, TIOCSTI};
  if (const int error =
          ::seccomp_rule_add_array(context.get(), SCMP_ACT_ERRNO(EPERM), SCMP_SYS(ioctl), 1, &pushes_input);
      error != 0) {
    return failed(error, "ioctl");
  }
  if (const int error = ::seccomp_rule_add(context.get(), SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
      error != 0) {
    return failed(error, "clone3");
  }
  return {};
}

}  // namespace

Result<std::string> make_filter() {
  const Context context(::seccomp_init(SCMP_ACT_ALLOW));
  if (!context) return fail(Code::unimplemented, "libseccomp cannot work here");
  // A program of another architecture (32 bits) would have other numbers for all of these.
  ::seccomp_attr_set(context.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
  HG_TRY(add_rules(context));
  const os::UniqueFd memory(::memfd_create("filter", MFD_CLOEXEC));
  if (!memory) return fail(Error::from_errno(errno, "memfd_create"));
  if (const int error = ::seccomp_export_bpf(context.get(), memory.get()); error != 0)
    return failed(error, "export");
  if (::lseek(memory.get(), 0, SEEK_SET) != 0) return fail(Error::from_errno(errno, "lseek"));
  return os::read_fd(memory.get(), kLargest);
}

}  // namespace hg::jail
