using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace Parley.WebFrontend.Rest;

/// <summary>Links of a page of a room's line to the ones beside it (RFC 8288), by number.</summary>
internal static class PageLinks
{
    /// <param name="first">Number that the page begins with.</param>
    /// <param name="last">Number that it ends with.</param>
    /// <param name="floor">Below it there is nothing for this reader.</param>
    /// <param name="head">The last number there is.</param>
    public static void Write(HttpContext context, long first, long last, long floor, long head)
    {
        List<string> links = [];
        if (first > Math.Max(1, floor))
        {
            links.Add(Link(context, "before", first, "prev"));
        }

        if (last > 0 && last < head)
        {
            links.Add(Link(context, "after", last, "next"));
        }

        if (links.Count > 0)
        {
            context.Response.Headers.Link = string.Join(", ", links);
        }
    }

    private static string Link(HttpContext context, string name, long seq, string rel)
    {
        var query = context.Request.Query.Where(one => one.Key is not ("before" or "after" or "around")).ToDictionary(one => one.Key, one => (string?)one.Value.ToString());
        query[name] = seq.ToString(CultureInfo.InvariantCulture);
        return $"<{QueryHelpers.AddQueryString(context.Request.PathBase + context.Request.Path.ToUriComponent(), query)}>; rel=\"{rel}\"";
    }
}
