/**
 * mocha's dot reporter, with three additions: a closing line that scripts can read; every test that was tried again
 * (only those in windows and browsers are) by name; and skipped tests that fail the run on CI, unless their title ends
 * in a platform that this machine is not ("… (Windows)").
 */
const { reporters } = require('mocha');

const platforms = { '(Windows)': 'win32', '(macOS)': 'darwin', '(Linux)': 'linux' };

function mayBeSkipped(title) {
  return Object.entries(platforms).some(
    ([ending, platform]) => title.endsWith(ending) && process.platform !== platform,
  );
}

class ClosingLine extends reporters.Dot {
  constructor(runner, options) {
    super(runner, options);
    const skipped = [];
    runner.on('pending', (test) => skipped.push(test.fullTitle()));
    runner.on('retry', (test, error) => process.stdout.write(`once more: ${test.fullTitle()}: ${error.message}\n`));
    runner.on('end', () => {
      const { passes = 0, failures = 0 } = this.stats;
      const forbidden = process.env.CI ? skipped.filter((title) => !mayBeSkipped(title)) : [];
      for (const title of skipped) process.stdout.write(`skipped: ${title}\n`);
      for (const title of forbidden) process.stdout.write(`skipped on CI, which counts as failed: ${title}\n`);
      if (forbidden.length > 0) process.exitCode = 1;
      this.forbidden = forbidden.length;
      process.stdout.write(
        `${passes} passed, ${failures + forbidden.length} failed, ${skipped.length - forbidden.length} skipped\n`,
      );
    });
  }

  /** mocha asks this for the number of failures that its exit code stands for. */
  done(failures, callback) {
    callback(failures + (this.forbidden ?? 0));
  }
}

module.exports = ClosingLine;
