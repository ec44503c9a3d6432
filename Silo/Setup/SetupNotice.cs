using System.Globalization;
using Orleans;
using Parley.Errors;
using Parley.Setup;

namespace Parley.Silo.Setup;

/// <summary>What a program says on its console while there is no administrator. Not in a log file: who has the link becomes one.</summary>
public static class SetupNotice
{
    /// <summary>The one server of its data: each start makes a new link, so that a lost one does no harm.</summary>
    /// <param name="address">Where a browser on this machine finds the server.</param>
    /// <returns>The link; null: there is an administrator.</returns>
    public static async Task<string?> LinkAsync(IGrainFactory grains, string address)
    {
        var link = await LinkAsync(grains, onlyFirst: false);
        return link is { IsError: false, Value.Token: { } token } ? link.Value.Url ?? address + SetupLink.Path(token) : null;
    }

    /// <summary>A silo of a cluster: the first makes the link and prints it, the others say so.</summary>
    /// <returns>Null: there is an administrator.</returns>
    public static async Task<string?> SentenceAsync(IGrainFactory grains)
    {
        var link = await LinkAsync(grains, onlyFirst: true);
        return link.IsError ? null : "There is no administrator yet. " + link.Value switch
        {
            { Token: null, IssuedAt: { } at } => $"A set-up link was printed at {at.ToString("u", CultureInfo.InvariantCulture)}; for a new one: {Admin.AdminCommandLine.Call} setup-link",
            { Url: { } url } => $"Set the server up at {url}",
            _ => $"Set the server up at the address of a frontend, with {SetupLink.Path(link.Value.Token!)} behind it.",
        };
    }

    private static async Task<Outcome<SetupLink>> LinkAsync(IGrainFactory grains, bool onlyFirst)
    {
        try
        {
            return await grains.Setup().NewLink(onlyFirst);
        }
        catch (Exception)
        {
            // A database that is away for a moment is no reason not to serve; a link is to be had by admin setup-link.
            return ErrorCatalog.Error(ErrorCatalog.Unavailable);
        }
    }
}
