/** What the menu of a row offers (meshery-events 11.4). */
import { HOME } from '../base/api.js';
import { plain } from '../base/text.js';
import { docsOf, errorDocs, errorsOf, fileLink } from './metadata.js';

export function rowMenu(row, base, act) {
  const code = errorsOf(row.metadata).find((error) => error.code)?.code;
  const [doc] = docsOf(row.metadata);
  const { DownloadLink: file, ViewLink: logs } = row.metadata;
  return [
    { label: row.status === 'read' ? 'Mark as unread' : 'Mark as read', icon: row.status === 'read' ? 'unread' : 'read', run: () => act('status', row) },
    code && { label: 'Error docs', icon: 'doc', href: errorDocs(code) },
    doc && { label: 'Doc', icon: 'doc', href: doc },
    typeof file === 'string' && { label: 'Download File', icon: 'download', href: fileLink(base, 'download', file) },
    typeof logs === 'string' && { label: 'Get Logs', icon: 'file', href: fileLink(base, 'view', logs) },
    null,
    { label: 'Copy link', icon: 'copy', run: () => navigator.clipboard?.writeText(address(row)) },
    ...shares(row),
    null,
    { label: 'Delete', icon: 'trash', danger: true, run: () => act('delete', row) },
  ].filter((item) => item === null || item);
}

const address = (row) => `${HOME}#/notifications?event=${encodeURIComponent(row.id)}`;

function shares(row) {
  const url = encodeURIComponent(address(row));
  const text = encodeURIComponent(plain(row.description));
  return [
    { label: 'Share on X', icon: 'share', href: `https://twitter.com/intent/tweet?text=${text}&url=${url}` },
    { label: 'Share on LinkedIn', icon: 'share', href: `https://www.linkedin.com/sharing/share-offsite/?url=${url}` },
    { label: 'Share on Facebook', icon: 'share', href: `https://www.facebook.com/sharer/sharer.php?u=${url}` },
  ];
}
