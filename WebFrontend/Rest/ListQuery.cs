using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Parley.Errors;

namespace Parley.WebFrontend.Rest;

/// <summary>What a list can be sorted and filtered by: JSON names of its items. Metadata of its route.</summary>
internal sealed record Listed(string[] Fields);

/// <summary>A list that is read page by page with <c>?after=</c> the id of the last item; where that id stands in an item. Metadata of its route.</summary>
internal sealed record PagedBy(string[] Path, int DefaultLimit);

internal static class ListRoutes
{
    /// <summary>The route answers with a whole array: it takes filters, <c>sortby</c>, <c>order</c>, and <c>limit</c> with <c>offset</c> or <c>per_page</c> with <c>page</c>.</summary>
    public static TBuilder Listed<TBuilder>(this TBuilder route, params string[] fields)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new Listed(fields));

    /// <summary>The route answers with a page of an array that moves: it gets a <c>Link</c> to the next one.</summary>
    public static TBuilder PagedBy<TBuilder>(this TBuilder route, params string[] path)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new PagedBy(path, DefaultLimit: 100));
}

/// <summary>How a list is asked for, and how it is cut to that.</summary>
internal sealed record ListQuery(Listed? List, PagedBy? Pages, string? SortBy, bool Descending, int Offset, int? Limit, int? Page, IReadOnlyDictionary<string, string> Filters)
{
    private const int MaxLimit = 1000;
    private const int DefaultPerPage = 100;
    private static readonly ListQuery None = new(null, null, null, false, 0, null, null, new Dictionary<string, string>());

    /// <summary>The refusal (422) names the field, and what it may be.</summary>
    public static Outcome<ListQuery> Of(HttpContext context, Endpoint endpoint)
    {
        var (list, pages) = (endpoint.Metadata.GetMetadata<Listed>(), endpoint.Metadata.GetMetadata<PagedBy>());
        if (list is null)
        {
            return None with { Pages = pages };
        }

        var query = context.Request.Query;
        var sortBy = query["sortby"].ToString();
        var order = query["order"].ToString();
        if (sortBy.Length > 0 && !list.Fields.Contains(sortBy))
        {
            return ErrorCatalog.InvalidField("sortby", $"Must be one of {string.Join(", ", list.Fields)}.");
        }

        if (order is not ("" or "asc" or "desc"))
        {
            return ErrorCatalog.InvalidField("order", "Must be asc or desc.");
        }

        var numbers = new Dictionary<string, int?>();
        foreach (var (name, least, most) in (ReadOnlySpan<(string, int, int)>)[("limit", 1, MaxLimit), ("offset", 0, int.MaxValue), ("page", 1, int.MaxValue / MaxLimit), ("per_page", 1, MaxLimit)])
        {
            var text = query[name].ToString();
            if (text.Length > 0 && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < least || number > most))
            {
                return ErrorCatalog.InvalidField(name, $"Must be a number from {least} to {most}.");
            }

            numbers[name] = text.Length > 0 ? int.Parse(text, CultureInfo.InvariantCulture) : null;
        }

        var paged = numbers["page"] is not null || numbers["per_page"] is not null;
        if (paged && (numbers["limit"] is not null || numbers["offset"] is not null))
        {
            return ErrorCatalog.InvalidField("page", "Give limit and offset, or page and per_page, not both.");
        }

        var (size, page) = (paged ? numbers["per_page"] ?? DefaultPerPage : numbers["limit"], paged ? numbers["page"] ?? 1 : (int?)null);
        return new ListQuery(
            list, pages, sortBy.Length > 0 ? sortBy : null, order == "desc", page is { } at ? (at - 1) * size!.Value : numbers["offset"] ?? 0, size, page,
            list.Fields.Where(field => query.ContainsKey(field)).ToDictionary(field => field, field => query[field].ToString()));
    }

    /// <summary>The list as it was asked for; headers say how many items there are and where the other pages are.</summary>
    public byte[] Shape(HttpContext context, byte[] answer)
    {
        if (List is null)
        {
            return Pages is null ? answer : LinkToNext(context, answer);
        }

        if (JsonNode.Parse(answer) is not JsonArray items)
        {
            return answer;
        }

        var rows = items.Where(item => Filters.All(filter => string.Equals(Text(item, filter.Key), filter.Value, StringComparison.OrdinalIgnoreCase))).ToList();
        if (SortBy is { } field)
        {
            rows.Sort((a, b) => Compare(a?[field], b?[field]) * (Descending ? -1 : 1)); // unstable: equals are told apart by no promise
        }
        else if (Descending)
        {
            rows.Reverse();
        }

        context.Response.Headers["X-Total-Count"] = rows.Count.ToString(CultureInfo.InvariantCulture);
        AddLinks(context, rows.Count);
        var page = rows.Skip(Offset).Take(Limit ?? int.MaxValue).ToList();
        return page.Count == items.Count && SortBy is null && !Descending ? answer : JsonSerializer.SerializeToUtf8Bytes(page, Plain);
    }

    public static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static int Compare(JsonNode? a, JsonNode? b) =>
        a is JsonValue left && b is JsonValue right && left.TryGetValue(out double x) && right.TryGetValue(out double y) ? x.CompareTo(y) : string.CompareOrdinal(a?.ToString(), b?.ToString());

    private static string? Text(JsonNode? item, string field) => item?[field]?.ToString();

    private void AddLinks(HttpContext context, int total)
    {
        if (Limit is not { } size)
        {
            return;
        }

        var last = Math.Max(0, (total - 1) / size * size);
        List<(string Rel, int At)> links = [("first", 0), ("last", last)];
        if (Offset > 0)
        {
            links.Add(("prev", Math.Max(0, Offset - size)));
        }

        if (Offset + size < total)
        {
            links.Add(("next", Offset + size));
        }

        context.Response.Headers.Link = string.Join(", ", links.Select(link => Page is null
            ? Link(context, link.Rel, ("offset", link.At), ("limit", size))
            : Link(context, link.Rel, ("page", (link.At / size) + 1), ("per_page", size))));
    }

    private byte[] LinkToNext(HttpContext context, byte[] answer)
    {
        var limit = int.TryParse(context.Request.Query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? Math.Min(asked, MaxLimit) : Pages!.DefaultLimit;
        using var json = JsonDocument.Parse(answer);
        if (json.RootElement is { ValueKind: JsonValueKind.Array } items && items.GetArrayLength() >= limit
            && Pages!.Path.Aggregate(items[items.GetArrayLength() - 1], (at, name) => at.GetProperty(name)).GetString() is { } last)
        {
            context.Response.Headers.Link = Link(context, "next", ("after", last), ("limit", limit));
        }

        return answer;
    }

    /// <summary>The same question at another place (RFC 8288).</summary>
    private static string Link(HttpContext context, string rel, params ReadOnlySpan<(string Name, object Value)> changes)
    {
        var query = context.Request.Query.ToDictionary(one => one.Key, one => (string?)one.Value.ToString());
        foreach (var (name, value) in changes)
        {
            query[name] = string.Create(CultureInfo.InvariantCulture, $"{value}");
        }

        return $"<{QueryHelpers.AddQueryString(context.Request.PathBase + context.Request.Path.ToUriComponent(), query)}>; rel=\"{rel}\"";
    }
}
