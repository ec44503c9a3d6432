using Parley.Fuzz.Cases;

namespace Parley.Fuzz.Targets;

/// <summary>What came of a case, or of several that were sent together.</summary>
/// <param name="Fault">Null: it was answered as it should be, or the connection was closed over it in time.</param>
/// <param name="IsSlow">The fault is that no answer came in time.</param>
internal readonly record struct Verdict(string? Fault, bool IsSlow = false, bool IsClosed = false)
{
    public static readonly Verdict Good = new(null);

    public static readonly Verdict Closed = new(null, IsClosed: true);
}

/// <summary>Where cases are sent.</summary>
internal interface ITarget : IAsyncDisposable
{
    /// <summary>Sends the cases, in order, and waits until the server has taken notice of them all.</summary>
    Task<Verdict> SendAsync(IReadOnlyList<FuzzCase> cases);

    /// <summary>What was answered last, for who looks into a failed case.</summary>
    string LastAnswer { get; }
}
