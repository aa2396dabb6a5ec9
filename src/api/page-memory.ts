import { MessageChannel } from 'node:worker_threads'

/**
 * A port whose other end is closed. What is moved through it belongs to nobody, and its memory is free at once: the only way
 * to free an `ArrayBuffer` that every supported version of Node has (`ArrayBuffer.prototype.transfer` came with 22).
 */
const { port1: nowhere, port2: otherEnd } = new MessageChannel()
otherEnd.close()

const free = (memory: ArrayBuffer): void => nowhere.postMessage(null, [memory])

/**
 * The C library of most systems asks the kernel for blocks of many megabytes one by one, and gives them back at once: each
 * result would lie in memory that was never touched, which costs more than copying it there. The library keeps such memory
 * for the next one as soon as it has seen a block of that size freed, up to 32 MB (`mallopt(3)`, M_MMAP_THRESHOLD). This one
 * is never touched, and costs nothing.
 */
free(new ArrayBuffer(31 * 1024 * 1024))

/** Less than this is left to the garbage collector. */
const LEAST_BYTES = 256 * 1024

/**
 * The memory of a result that several pages share. Pages are far larger than anything else in this process, and the garbage
 * collector, which is told only how much there is of them, goes through everything it knows again and again to find those
 * that nobody needs any more. It took half of the processor time of a large export.
 */
export class PageMemory {
  readonly #bytes: Buffer
  #pages: number

  constructor(bytes: Buffer, pages: number) {
    this.#bytes = bytes
    this.#pages = pages
  }

  /**
   * One of its pages has been sent and nobody looks at it again. With the last one the memory is free, and the pages are empty.
   * A page that is never released, because its client went away, leaves all of it to the garbage collector.
   */
  release(): void {
    this.#pages--
    const { buffer, byteLength } = this.#bytes
    // Only what this result has for itself: small ones may lie in memory that Node shares out.
    if (this.#pages > 0 || byteLength < LEAST_BYTES || buffer.byteLength !== byteLength) return
    free(buffer as ArrayBuffer)
  }
}
