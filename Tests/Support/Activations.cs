using Orleans.Core.Internal;

namespace Parley.Tests.Support;

public static class Activations
{
    /// <summary>The activation goes, as it does by itself when nobody has called for a while; the next call makes a new one.</summary>
    public static async Task Deactivate(IAddressable grain) => await grain.AsReference<IGrainManagementExtension>().DeactivateOnIdle();
}
