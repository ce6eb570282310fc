import { capitalized } from '../../base/capitalized';
/** A form of a manifest with its generation up front: `Collector.create 2.0 request`, `Register 1.x manifest`. */
export function titleOfForm(form = ''): string {
  const title = form.replace(/^(.+) (request|manifest) of generation (\S+)$/, '$1 $3 $2');
  return capitalized(title);
}
