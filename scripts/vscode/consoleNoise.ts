/**
 * What the workbench itself writes to the console on a machine without network and without the optional native
 * modules. It is harmless, and it would bury the lines of the tests.
 */
const noise = [
  /^Resolv(ing|ed) connection token /,
  /^Creating a socket /,
  /^\[(reconnection-grace-time|Service Worker|AgentHost:\w+|AccountPolicyGate|ChatModelSelection)\]/,
  /^Updating additional builtin extensions cache/,
  /^(Error: )?Could not locate the bindings file\./,
  /^(Error: )?Cannot find module '\.\/build\/Release\/watchdog'/,
  /^Timed out waiting for authentication provider /,
  /^Canceled: Canceled/,
  /^Failed snippets from folder /,
  /^getaddrinfo (ENOTFOUND|EAI_AGAIN) open-vsx\.org/,
];

/** Whether a console message says nothing about the extension or its tests. */
export function isConsoleNoise(message: string): boolean {
  return noise.some((pattern) => pattern.test(message));
}
