// Why the grid failed a compile: what it means and what to do. The codes are those of `hgbuild why` and of the metrics.

export interface Advice {
  cause: string;
  action: string;
}

const advice: Record<string, Advice> = {
  "no-workers": { cause: "no worker is registered", action: "Start hg-worker on a build machine." },
  "no-matching-toolchain": {
    cause: "no worker has this very compiler",
    action: "Install the same compiler package on a worker; `hgbuild workers` lists what they have.",
  },
  "no-matching-arch": { cause: "no worker compiles for this architecture", action: "Add a worker of that architecture." },
  "queue-full": { cause: "the coordinator's queue is full", action: "Add workers or slots, or lower the clients' -j." },
  "worker-lost": { cause: "workers vanished while compiling", action: "See Events for which, then the log of that hg-worker." },
  "worker-timeout": { cause: "workers did not finish in time", action: "See which worker is slow; its load tells whether others use it." },
  "worker-out-of-memory": { cause: "compilers ran out of memory", action: "Give those workers fewer slots (--max-tasks), or more memory." },
  "worker-disk-full": { cause: "a worker's disk is full", action: "Free space below its --job-dir, or drain it." },
  "compiler-killed": { cause: "compilers were killed on workers", action: "Look for the kernel's out-of-memory messages there." },
  transport: { cause: "connections to workers broke", action: "Check the network between coordinator and workers." },
  rejected: { cause: "workers refused requests", action: "The hg-worker log names the argument that is not allowed." },
  "bad-result": { cause: "answers were not what was asked for", action: "Drain that worker and check its disk and memory." },
  "retries-exhausted": { cause: "every attempt on the grid failed", action: "Workers shows which circuit is open." },
  "version-skew": { cause: "protocol versions differ", action: "Bring clients, coordinator and workers to one version." },
  "coordinator-timeout": { cause: "the coordinator did not answer in time", action: "See whether its machine is overloaded." },
  "agent-unreachable": { cause: "hg-agent could not be started or does not answer", action: "Set HG_AGENT_LOG on that client and read it." },
  "toolchain-unknown": { cause: "the compiler could not be identified", action: "`hgbuild why FILE` on the client names it." },
  "access-denied": { cause: "a client's token was not accepted", action: "Give it a token: hg-coord token create." },
};

// What someone who runs the grid can change; other reasons are of the compile itself ("link", "forced-local").
export function is_of_the_grid(reason: string): boolean {
  return reason in advice;
}

export function advice_for(reason: string): Advice {
  return advice[reason] ?? { cause: reason, action: `\`hgbuild why FILE\` on the client tells more of ${reason}.` };
}
