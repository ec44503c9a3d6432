using Parley.Errors;

namespace Parley.Grains.Dashboard;

/// <summary>Has the process of a silo stop as on SIGTERM. Which one there is depends on the host.</summary>
public interface IDrainSwitch
{
    /// <summary>Why it will not; null: it will.</summary>
    Error? Refusal { get; }

    /// <summary>Begins to stop a moment after the call has returned. Only if there is no <see cref="Refusal"/>.</summary>
    void Pull();
}
