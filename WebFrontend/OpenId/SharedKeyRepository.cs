using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Parley.OpenId;

namespace Parley.WebFrontend.OpenId;

/// <summary>Data protection's keys, kept by grains: all frontends have the same.</summary>
internal sealed class SharedKeyRepository(IGrainFactory grains) : IXmlRepository
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // The framework asks without waiting: rarely, and never on a grain's thread.
    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. Wait(grains.DataProtectionKeys().List()).Select(key => XElement.Parse(key.Xml))];

    public void StoreElement(XElement element, string friendlyName) =>
        Wait(Add(new DataProtectionKey(friendlyName, element.ToString(SaveOptions.DisableFormatting))));

    private async Task<bool> Add(DataProtectionKey key)
    {
        await grains.DataProtectionKeys().Add(key);
        return true;
    }

    private static T Wait<T>(Task<T> call) => Task.Run(() => call.WaitAsync(Patience)).GetAwaiter().GetResult();
}
