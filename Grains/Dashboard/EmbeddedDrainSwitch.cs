using Parley.Errors;

namespace Parley.Grains.Dashboard;

/// <summary>The silo shares its process with the server: there is nobody to move to.</summary>
internal sealed class EmbeddedDrainSwitch : IDrainSwitch
{
    public Error? Refusal { get; } = ErrorCatalog.Error(ErrorCatalog.NotInThisMode, "There is one process (embedded mode), and nobody to take over. Stop it by SIGTERM.");

    public void Pull() => throw new InvalidOperationException("The silo is embedded.");
}
