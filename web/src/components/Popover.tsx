import { type ReactNode, type RefObject, useEffect, useId, useRef } from 'react'

interface PopoverProps {
  open: boolean
  onClose: () => void
  label: string
  /** What opens it: a press there does not close it first, and it has the focus afterwards. */
  opener: RefObject<HTMLElement | null>
  className?: string
  children: ReactNode
}

/** A small dialog beside the page, not over it: gone on Escape and on a press elsewhere. */
export function Popover({ open, onClose, label, opener, className = '', children }: PopoverProps) {
  const id = useId()
  const box = useRef<HTMLDivElement>(null)
  const close = useRef(onClose)
  close.current = onClose

  useEffect(() => {
    if (!open) return
    const inside = (target: EventTarget | null) =>
      target instanceof Node && (box.current?.contains(target) || opener.current?.contains(target))
    const onPointer = (event: PointerEvent) => {
      if (!inside(event.target)) close.current()
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      event.stopPropagation()
      close.current()
      opener.current?.focus()
    }
    const onFocus = (event: FocusEvent) => {
      if (event.target !== document.body && !inside(event.target)) close.current()
    }
    document.addEventListener('pointerdown', onPointer)
    document.addEventListener('keydown', onKey)
    document.addEventListener('focusin', onFocus)
    return () => {
      document.removeEventListener('pointerdown', onPointer)
      document.removeEventListener('keydown', onKey)
      document.removeEventListener('focusin', onFocus)
    }
  }, [open, opener])

  if (!open) return null
  return (
    <div id={id} ref={box} role="dialog" aria-label={label} className={`popover ${className}`}>
      {children}
    </div>
  )
}
