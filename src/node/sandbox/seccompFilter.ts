interface Architecture {
  readonly audit: number;
  /** Calls from this number on belong to another ABI (x32). */
  readonly foreignFrom?: number;
  readonly socket: number;
  readonly ioctl: number;
  readonly refused: readonly number[];
}

/** In the order: ptrace, process_vm_*, keyrings, bpf, perf, userfaultfd, mounts, namespaces, modules, the machine's state. */
const architectures: Readonly<Record<string, Architecture>> = {
  x64: {
    audit: 0xc000003e,
    foreignFrom: 0x40000000,
    socket: 41,
    ioctl: 16,
    refused: [
      101, 310, 311, 248, 249, 250, 321, 298, 323, 165, 166, 155, 272, 308, 246, 320, 175, 313, 176, 304, 179, 169, 167,
      168, 103, 163, 164, 227, 305, 172, 173,
    ],
  },
  arm64: {
    audit: 0xc00000b7,
    socket: 198,
    ioctl: 29,
    refused: [
      117, 270, 271, 217, 218, 219, 280, 241, 282, 40, 39, 41, 97, 268, 104, 294, 105, 273, 106, 265, 60, 142, 224, 225,
      116, 89, 170, 112, 266,
    ],
  },
};

/** io_uring_*, open_tree, move_mount, fs*, fspick, pidfd_getfd, mount_setattr: numbered alike everywhere. */
const refusedEverywhere = [425, 426, 427, 428, 429, 430, 431, 432, 433, 438, 442];

/** AF_UNIX, AF_INET, AF_INET6, AF_NETLINK: those that a network namespace isolates. */
const socketFamilies = [1, 2, 10, 16];

const [TIOCSTI, TIOCLINUX] = [0x5412, 0x541c];
const [EPERM, ENOSYS, EAFNOSUPPORT] = [1, 38, 97];

/** Offsets in struct seccomp_data; of the arguments the lower half. */
const [CALL, ARCHITECTURE, FIRST_ARGUMENT, SECOND_ARGUMENT] = [0, 4, 16, 24];

type Instruction = readonly [code: number, jumpTrue: number, jumpFalse: number, value: number];

const load = (offset: number): Instruction => [0x20, 0, 0, offset];
const jumpIfEqual = (value: number, yes: number, no: number): Instruction => [0x15, yes, no, value];
const jumpIfAtLeast = (value: number, yes: number, no: number): Instruction => [0x35, yes, no, value];
const refuse = (errno: number): Instruction => [0x06, 0, 0, 0x00050000 | errno];
const allow: Instruction = [0x06, 0, 0, 0x7fff0000];

/**
 * What the kernel refuses to programs in the sandbox, as a classic BPF program for `bwrap --seccomp`: mounting,
 * namespaces, modules, the kernel's keyrings, tracing other processes, io_uring, sockets other than unix, IP and
 * netlink (a network namespace does not isolate vsock), and typing into a terminal. Null: not known for this processor.
 * Layout: struct sock_filter of linux/filter.h, struct seccomp_data of linux/seccomp.h, little-endian.
 * @param processor as in `process.arch`
 */
export function seccompFilter(processor: string): Buffer | null {
  const numbers = architectures[processor];
  if (numbers === undefined) return null;
  const { audit, foreignFrom, socket, ioctl } = numbers;
  const families = socketFamilies.length;
  return encode([
    load(ARCHITECTURE),
    jumpIfEqual(audit, 1, 0),
    refuse(ENOSYS),
    load(CALL),
    ...(foreignFrom === undefined ? [] : [jumpIfAtLeast(foreignFrom, 0, 1), refuse(ENOSYS)]),
    ...numbers.refused.flatMap((call) => [jumpIfEqual(call, 0, 1), refuse(EPERM)]),
    ...refusedEverywhere.flatMap((call) => [jumpIfEqual(call, 0, 1), refuse(ENOSYS)]),
    jumpIfEqual(socket, 0, families + 3),
    load(FIRST_ARGUMENT),
    ...socketFamilies.map((family, index) => jumpIfEqual(family, families - index, 0)),
    refuse(EAFNOSUPPORT),
    allow,
    jumpIfEqual(ioctl, 0, 4),
    load(SECOND_ARGUMENT),
    jumpIfEqual(TIOCSTI, 1, 0),
    jumpIfEqual(TIOCLINUX, 0, 1),
    refuse(EPERM),
    allow,
  ]);
}

function encode(program: readonly Instruction[]): Buffer {
  const bytes = Buffer.alloc(program.length * 8);
  program.forEach(([code, yes, no, value], index) => {
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(yes, index * 8 + 2);
    bytes.writeUInt8(no, index * 8 + 3);
    bytes.writeUInt32LE(value >>> 0, index * 8 + 4);
  });
  return bytes;
}
