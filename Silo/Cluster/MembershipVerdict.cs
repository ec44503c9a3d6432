namespace Parley.Silo.Cluster;

/// <summary>What a running silo makes of the membership table it sees.</summary>
internal enum MembershipVerdict
{
    /// <summary>It goes on from what was seen before.</summary>
    Sound = 0,

    /// <summary>It is gone, or older than what was seen before: Redis has lost data. What was seen before must be put back.</summary>
    Lost = 1,

    /// <summary>It goes on without this silo, which may not take part any more.</summary>
    WithoutMe = 2,
}

internal static class MembershipVerdicts
{
    /// <param name="known">The newest that this silo has seen.</param>
    public static MembershipVerdict Judge(MembershipCopy known, MembershipCopy seen, string self)
    {
        if (seen.Version < known.Version)
        {
            return MembershipVerdict.Lost;
        }

        return known.Lists(self) && !seen.Lists(self) ? MembershipVerdict.WithoutMe : MembershipVerdict.Sound;
    }
}
