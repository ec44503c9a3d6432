-- When state was written, to the millisecond, as on MariaDB.
UPDATE OrleansQuery SET QueryText = replace(QueryText, 'datetime(''now'')', 'strftime(''%Y-%m-%d %H:%M:%f'', ''now'')')
WHERE QueryKey IN ('WriteToStorageKey', 'ClearStorageKey');
