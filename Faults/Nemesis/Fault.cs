using Parley.Faults.Load;

namespace Parley.Faults.Nemesis;

/// <summary>Something that breaks a cluster for a while.</summary>
/// <param name="code">F1 … F29, as in docs/reliability.md; several variants may share one.</param>
/// <param name="name">What is done, in a word or two.</param>
internal abstract class Fault(string code, string name)
{
    public string Code => code;

    public string Name => name;

    /// <summary>True for those that take a minute or more.</summary>
    public virtual bool IsLong => false;

    /// <summary>What it needs beside the cluster, or in its place.</summary>
    public virtual Needs Needs => Needs.Nothing;

    /// <summary>The load that it needs, made from the usual one.</summary>
    public virtual LoadOptions Shape(LoadOptions load) => load;

    /// <summary>
    /// Breaks something, waits, heals it. Each of it is told to the stage, which writes it into the history. What is left broken after an
    /// exception is mended by the caller.
    /// </summary>
    public abstract Task StrikeAsync(Stage stage);
}
