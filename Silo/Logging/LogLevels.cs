using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Parley.Logging;

namespace Parley.Silo.Logging;

/// <summary>The levels that were changed at run time, as this process knows them; whoever logs follows at once.</summary>
internal sealed class LogLevels : IOptionsChangeTokenSource<LoggerFilterOptions>
{
    private volatile LogLevelChange[] _current = [];
    private ConfigurationReloadToken _changed = new();

    public string Name => Options.DefaultName;

    public IReadOnlyList<LogLevelChange> Current => _current;

    public IChangeToken GetChangeToken() => Volatile.Read(ref _changed);

    /// <returns>True: something is different now.</returns>
    public bool Set(IEnumerable<LogLevelChange> changes)
    {
        LogLevelChange[] next = [.. changes];
        if (next.SequenceEqual(_current))
        {
            return false;
        }

        _current = next;
        Interlocked.Exchange(ref _changed, new ConfigurationReloadToken()).OnReload();
        return true;
    }
}
