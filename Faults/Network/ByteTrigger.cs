namespace Parley.Faults.Network;

/// <summary>
/// Acts when bytes of one direction contain a pattern, wherever reads happen to divide them, and before the byte that completes it is passed
/// on: so an answer to it can be stopped before it is asked for.
/// </summary>
public sealed class ByteTrigger
{
    private readonly byte[] _pattern;
    private readonly int[] _fallback;
    private readonly Action<ProxyLink> _act;
    private readonly TaskCompletionSource<ProxyLink> _fired = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left;

    /// <param name="pattern">Not empty.</param>
    /// <param name="times">How often it acts, over all links; then it is spent.</param>
    public ByteTrigger(Direction direction, ReadOnlySpan<byte> pattern, Action<ProxyLink> act, int times = 1)
    {
        ArgumentOutOfRangeException.ThrowIfZero(pattern.Length);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(times);
        Direction = direction;
        _pattern = pattern.ToArray();
        _fallback = Fallback(_pattern);
        (_act, _left) = (act, times);
    }

    public Direction Direction { get; }

    /// <summary>
    /// The request that completes the pattern reaches the server; of its reply nothing reaches the client. With
    /// <see cref="LinkEnd.Swallow"/> the client waits; else the link ends when the first byte of the reply is there, so when the server has done its work.
    /// </summary>
    public static ByteTrigger LoseReply(ReadOnlySpan<byte> pattern, LinkEnd how, int times = 1) => new(Direction.ToServer, pattern,
        link => link.ToClient.Faults = link.ToClient.Faults with { AfterBytes = link.ToClient.BytesSeen, ThenDo = how }, times);

    /// <summary>The link on which it first acted.</summary>
    public Task<ProxyLink> Fired => _fired.Task;

    /// <summary>Looks at the next bytes of a link.</summary>
    /// <param name="matched">How much of the pattern the bytes before ended with; 0 at the start of a link.</param>
    /// <returns>The same for the bytes after these.</returns>
    internal int Look(ProxyLink link, ReadOnlySpan<byte> bytes, int matched)
    {
        foreach (var b in bytes)
        {
            while (matched > 0 && b != _pattern[matched])
            {
                matched = _fallback[matched - 1];
            }

            matched += b == _pattern[matched] ? 1 : 0;
            if (matched == _pattern.Length)
            {
                matched = _fallback[matched - 1];
                Act(link);
            }
        }

        return matched;
    }

    private void Act(ProxyLink link)
    {
        if (Interlocked.Decrement(ref _left) >= 0)
        {
            _act(link);
            _fired.TrySetResult(link);
        }
    }

    /// <summary>For each length of a match: the longest shorter one that it ends with (Knuth, Morris, Pratt).</summary>
    private static int[] Fallback(byte[] pattern)
    {
        var fallback = new int[pattern.Length];
        for (int i = 1, matched = 0; i < pattern.Length; i++)
        {
            while (matched > 0 && pattern[i] != pattern[matched])
            {
                matched = fallback[matched - 1];
            }

            matched += pattern[i] == pattern[matched] ? 1 : 0;
            fallback[i] = matched;
        }

        return fallback;
    }
}
