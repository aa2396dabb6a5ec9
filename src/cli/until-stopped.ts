/** Resolves when the process is asked to end (Ctrl-C, or SIGTERM from a service manager). Asked twice, it ends at once. */
export function untilStopped(): Promise<void> {
  return new Promise(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => {
        process.once(signal, () => process.exit(130))
        resolve()
      })
  })
}
