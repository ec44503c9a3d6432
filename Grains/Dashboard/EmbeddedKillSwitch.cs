using Microsoft.Extensions.Hosting;
using Parley.Errors;

namespace Parley.Grains.Dashboard;

/// <summary>The silo shares its process with the server: nobody would be left to go on.</summary>
internal sealed class EmbeddedKillSwitch(IHostEnvironment environment) : IKillSwitch
{
    public Error? Refusal => environment.IsDevelopment()
        ? ErrorCatalog.Error(ErrorCatalog.NotInThisMode, "The only silo is in the process of this server (embedded mode), which would end with it. Run the cluster mode to kill silos.")
        : ErrorCatalog.Error(ErrorCatalog.NotFound);

    public void Pull() => throw new InvalidOperationException("The silo is embedded.");
}
