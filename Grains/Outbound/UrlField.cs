using Parley.Errors;

namespace Parley.Grains.Outbound;

/// <summary>An address that somebody gives to be called. What its name resolves to is looked at with every call. Pure.</summary>
public static class UrlField
{
    /// <summary>Null: it may be called, as far as its form says.</summary>
    public static Error? Fault(string text, OutboundOptions options) => !Uri.TryCreate(text, UriKind.Absolute, out var url) || UrlRules.Fault(url, options) is not null
        ? ErrorCatalog.InvalidField("url", "Must be an address of the public internet, by http or https and a usual port.")
        : null;
}
