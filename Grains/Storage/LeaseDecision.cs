namespace Parley.Grains.Storage;

/// <summary>A lock as it stands in the database, and the time there.</summary>
/// <param name="Owner">Who has it or had it last; empty: it was given back.</param>
/// <param name="LeaseUntilMs">Until when, Unix time of the database.</param>
/// <param name="Fence">How often it has been acquired.</param>
/// <param name="NowMs">The clock of the database when the lock was read.</param>
internal sealed record LeaseRow(string Owner, long LeaseUntilMs, long Fence, long NowMs)
{
    /// <summary>For Dapper, which converts what it sets: servers differ in the types of their integers.</summary>
    private LeaseRow()
        : this("", 0, 0, 0)
    {
    }
}

/// <summary>What one who wants a lock does next.</summary>
internal abstract record LeaseStep
{
    private LeaseStep()
    {
    }

    /// <summary>Take it, if its fence is still this one.</summary>
    public sealed record Take(long Fence) : LeaseStep;

    /// <summary>Look again after a while.</summary>
    public sealed record Wait(TimeSpan Pause) : LeaseStep;

    /// <summary>Its owner lives and keeps it.</summary>
    public sealed record GiveUp(string Owner) : LeaseStep;
}

/// <summary>Decides who may have a lock. Only the clock of the database counts: those of the nodes may differ.</summary>
internal static class LeaseDecision
{
    /// <param name="waited">Since one has first wanted it.</param>
    public static LeaseStep Next(LeaseRow row, LeaseTerms terms, TimeSpan waited)
    {
        var left = TimeSpan.FromMilliseconds(row.LeaseUntilMs - row.NowMs);
        if (left <= TimeSpan.Zero)
        {
            return new LeaseStep.Take(row.Fence);
        }

        return waited >= terms.Patience ? new LeaseStep.GiveUp(row.Owner) : new LeaseStep.Wait(left < terms.RetryAfter ? left : terms.RetryAfter);
    }
}
