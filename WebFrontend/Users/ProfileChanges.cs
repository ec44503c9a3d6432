namespace Parley.WebFrontend.Users;

/// <summary>
/// Tells profiles that were read before a change from those that were read after it: what is remembered of a user has their number in its key. Numbers are shared by
/// some users each, so that they take no memory; a change makes a few others be read anew.
/// </summary>
public sealed class ProfileChanges
{
    private const int Numbers = 4096;

    private readonly long[] _changes = new long[Numbers];
    private long _all;
    private volatile bool _areHeard;

    /// <summary>False: a silo may not know of this frontend, so that changes are missed: nothing is to be remembered.</summary>
    public bool AreHeard
    {
        get => _areHeard;
        set
        {
            if (value && !_areHeard)
            {
                Interlocked.Increment(ref _all); // what came meanwhile was missed
            }

            _areHeard = value;
        }
    }

    /// <summary>Another one after each change of the user.</summary>
    public string Of(string user) => $"{Volatile.Read(ref _all)}.{Volatile.Read(ref _changes[Place(user)])}";

    /// <summary>The profile is another now.</summary>
    public void Changed(string user) => Interlocked.Increment(ref _changes[Place(user)]);

    private static uint Place(string user) => (uint)string.GetHashCode(user, StringComparison.Ordinal) % Numbers;
}
