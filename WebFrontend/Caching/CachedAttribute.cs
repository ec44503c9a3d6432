namespace Parley.WebFrontend.Caching;

/// <summary>
/// On the method of a GET, or as metadata of its route: its answer is remembered for whoever asked, and given to them again without calling it. For what changes
/// with the program, its settings and the caller's role, and with nothing else.
/// </summary>
/// <param name="seconds">How long; and longer by chance.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CachedAttribute(int seconds) : Attribute
{
    public TimeSpan Lifetime { get; } = TimeSpan.FromSeconds(seconds);
}
