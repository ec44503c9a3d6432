using System.Collections.Immutable;

namespace Parley.Tests.Unit.Faults.Checking;

/// <summary>All mutants. Each spoils one thing; other rules may notice it as well, but the one it aims at must.</summary>
internal static partial class Mutants
{
    public static ImmutableArray<Mutant> All { get; } =
    [
        .. OfAcknowledgements(), .. OfTheLog(), .. OfSubscriptions(), .. OfTime(), .. OfPrivacy(), .. OfState(), .. OfConvergence(), .. OfRestoration(),
    ];
}
