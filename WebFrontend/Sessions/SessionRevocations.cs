using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Parley.WebFrontend.Sessions;

/// <summary>
/// Sessions that have ended, as far as this frontend knows. A request of one of them is refused although its access
/// token is still within its time, and its sockets are closed.
/// </summary>
public sealed class SessionRevocations(IOptions<SessionFrontendOptions> options, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _revoked = new();

    /// <summary>Raised once for each session, on the thread that learnt of it. Handlers return at once.</summary>
    public event Action<string>? Revoked;

    private long _lastRead;
    private volatile bool _isKnown;

    /// <summary>True once the feed of ended sessions has been read: before, nobody knows which tokens still count.</summary>
    public bool IsKnown => _isKnown;

    /// <summary>
    /// False if the feed could not be read for <see cref="SessionFrontendOptions.RevocationPatience"/>: sessions may have ended that are taken for
    /// living here, so nothing new is let in.
    /// </summary>
    public bool IsCurrent => _isKnown && clock.GetElapsedTime(Volatile.Read(ref _lastRead)) <= options.Value.RevocationPatience;

    /// <summary>The feed has been read to its end.</summary>
    /// <param name="asked">When it was asked for, by <see cref="TimeProvider.GetTimestamp"/>.</param>
    public void Read(long asked)
    {
        Volatile.Write(ref _lastRead, asked);
        _isKnown = true;
    }

    public bool IsRevoked(string session) => _revoked.ContainsKey(session);

    /// <summary>Refuses the session from now on.</summary>
    /// <param name="until">When no access token of it can be valid any more.</param>
    public void Revoke(string session, DateTimeOffset until)
    {
        if (_revoked.TryAdd(session, until))
        {
            Revoked?.Invoke(session);
        }
    }

    /// <summary>Forgets sessions whose tokens have run out by themselves.</summary>
    public void Sweep(DateTimeOffset now)
    {
        foreach (var (session, until) in _revoked)
        {
            if (until < now)
            {
                _revoked.TryRemove(session, out _);
            }
        }
    }
}
