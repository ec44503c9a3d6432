using Parley.Errors;

namespace Parley.Grains.Dashboard;

/// <summary>Ends the silo's process as a crash would, to see the others go on without it. Which one there is depends on the host.</summary>
public interface IKillSwitch
{
    /// <summary>Why it will not; null: it will.</summary>
    Error? Refusal { get; }

    /// <summary>Ends the process a moment after the call has returned. Only if there is no <see cref="Refusal"/>.</summary>
    void Pull();
}
