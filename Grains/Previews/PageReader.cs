using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.FileStores;
using Parley.Grains.Outbound;

namespace Parley.Grains.Previews;

/// <summary>Reads what a page says of itself, through <see cref="OutboundClient"/>: nothing that only this server can reach, bounded in bytes and time.</summary>
internal sealed partial class PageReader(OutboundClient outbound, IOptions<PreviewOptions> options, ILogger<PageReader> logger)
{
    private const int MaxTitle = 200;
    private const int MaxDescription = 400;
    private const int MaxSite = 80;

    private static readonly Dictionary<string, string> AsksForHtml = new() { ["Accept"] = "text/html, application/xhtml+xml, image/*;q=0.5" };
    private static readonly Dictionary<string, string> AsksForImage = new() { ["Accept"] = "image/webp, image/png, image/jpeg" };

    /// <summary>Null: there is nothing to show.</summary>
    public async Task<Page?> ReadAsync(Uri url, CancellationToken cancellation)
    {
        if (await FetchAsync(new OutboundCall(url, AsksForHtml) { Keep = Math.Max(options.Value.MaxPageBytes, options.Value.MaxImageBytes), Takes = Takes }, cancellation) is not { } answer)
        {
            return null;
        }

        _ = MediaTypeHeaderValue.TryParse(answer.ContentType, out var type);
        if (type?.MediaType?.StartsWith("image/", StringComparison.OrdinalIgnoreCase) == true)
        {
            // The link is to an image: it is all there is to show.
            return options.Value.MaxImageBytes > 0 && !answer.IsCut && PageImage.Of(answer.Body.Span, options.Value.MaxImagePixels) is { } image ? new Page(null, null, null, image) : null;
        }

        if (type?.MediaType?.ToLowerInvariant() is not ("text/html" or "application/xhtml+xml"))
        {
            return null;
        }

        var body = answer.Body.Span;
        var tags = HtmlHead.Read(PageText.Decode(body[..Math.Min(body.Length, options.Value.MaxPageBytes)], type.CharSet));
        var title = PageText.Line(tags.First("og:title", "twitter:title") ?? tags.Title, MaxTitle);
        if (title is null)
        {
            return null;
        }

        return new Page(
            title,
            PageText.Line(tags.First("og:description", "twitter:description", "description"), MaxDescription),
            PageText.Line(tags.First("og:site_name", "application-name"), MaxSite),
            await ImageAsync(answer.Url, tags.First("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src"), cancellation));
    }

    private async Task<PageImage?> ImageAsync(Uri page, string? at, CancellationToken cancellation)
    {
        if (at is null || options.Value.MaxImageBytes == 0 || !Uri.TryCreate(page, at.Trim(), out var url))
        {
            return null;
        }

        return await FetchAsync(new OutboundCall(url, AsksForImage) { Keep = options.Value.MaxImageBytes, Takes = Takes }, cancellation) is { IsCut: false } answer
            ? PageImage.Of(answer.Body.Span, options.Value.MaxImagePixels)
            : null;
    }

    private bool Takes(Uri url) => options.Value.Takes(url.IdnHost);

    /// <summary>Null: it could not be read.</summary>
    private async Task<OutboundAnswer?> FetchAsync(OutboundCall call, CancellationToken cancellation)
    {
        try
        {
            return await outbound.SendAsync(call, cancellation) is { Status: 200 } answer ? answer : null;
        }
        catch (Exception e) when (e is OutboundRefusedException or HttpRequestException or IOException or TimeoutException or System.Net.Sockets.SocketException)
        {
            LogNotRead(e.GetType().Name);
            return null;
        }
    }

    /// <summary>Without the address, which is part of somebody's message.</summary>
    [LoggerMessage(2500, LogLevel.Debug, "A page that a message links to was not read: {Fault}.")]
    private partial void LogNotRead(string fault);
}
