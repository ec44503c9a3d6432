using System.Collections.Immutable;
using Parley.Faults.Nemesis;

namespace Parley.Faults.Runs;

/// <summary>What to run.</summary>
internal sealed record RunOptions
{
    /// <summary>Of the first run; each further one has the next number.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>No new run begins after this time; null: after <see cref="Runs"/> of each.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>Runs of each fault; with <see cref="Time"/> as many as fit.</summary>
    public int Runs { get; init; } = 1;

    /// <summary>Load without a fault, before it and after it.</summary>
    public TimeSpan Calm { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Codes; empty: all but the controls.</summary>
    public ImmutableArray<string> Faults { get; init; } = [];

    /// <summary>Also those that take a minute and more.</summary>
    public bool WithLong { get; init; }

    public int Silos { get; init; } = 2;

    public int Frontends { get; init; } = 2;

    /// <summary>What there is for faults beside the cluster; those that need more are left out.</summary>
    public Needs Has { get; init; } = Needs.Nothing;

    /// <summary>What the cluster starts as; faults of mixed versions upgrade it to this version. Null: those faults are left out.</summary>
    public OlderBuild? Older { get; init; }

    /// <summary>Keep the histories of green runs, too.</summary>
    public bool Keep { get; init; }

    /// <summary>Where histories and logs are kept.</summary>
    public required string Folder { get; init; }

    /// <summary>Page whose table the results are added to; null: none.</summary>
    public string? Report { get; init; }

    /// <summary>Whether all that a fault needs is there.</summary>
    public bool Provides(Fault fault) => (Has | (Older is null ? Needs.Nothing : Needs.OlderBuild)).HasFlag(fault.Needs);
}
