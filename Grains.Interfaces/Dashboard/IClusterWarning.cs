namespace Parley.Dashboard;

/// <summary>
/// Something that may stand in the way of the work, and that operators should read on the dashboard. Register any number as
/// services of a silo or a frontend; what they say travels in its report.
/// </summary>
public interface IClusterWarning
{
    /// <summary>Sentences that hold now, e.g. "Redis has lost its data: …"; none if all is well. Answers at once: does no I/O.</summary>
    IEnumerable<string> Current { get; }
}
