import { window, type CancellationToken, type Progress, type ProgressOptions } from 'vscode';

/** The signal that aborts when the token is cancelled. */
export function toSignal(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) {
    controller.abort();
  }
  token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}

/** Runs work with progress that a person sees and can cancel. */
export async function withProgress<T>(
  options: ProgressOptions,
  work: (signal: AbortSignal, progress: Progress<{ message?: string; increment?: number }>) => Promise<T>,
): Promise<T> {
  return window.withProgress({ cancellable: true, ...options }, (progress, token) => work(toSignal(token), progress));
}
