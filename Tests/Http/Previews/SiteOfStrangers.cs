using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Parley.Tests.Support;

namespace Parley.Tests.Http.Previews;

/// <summary>A web site on loopback, with pages as they are and pages as they are made against those who read them.</summary>
internal sealed class SiteOfStrangers : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Dictionary<string, int> _asked = [];

    private SiteOfStrangers(WebApplication app, int port) => (_app, Port) = (app, port);

    public int Port { get; }

    public string Url(string path) => $"http://127.0.0.1:{Port}{path}";

    /// <summary>How often somebody asked for a path.</summary>
    public int Asked(string path)
    {
        lock (_asked)
        {
            return _asked.GetValueOrDefault(path);
        }
    }

    public static async Task<SiteOfStrangers> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var port = LoopbackPort.Free();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        var site = new SiteOfStrangers(app, port);
        app.Use((context, next) =>
        {
            lock (site._asked)
            {
                site._asked[context.Request.Path] = site._asked.GetValueOrDefault(context.Request.Path) + 1;
            }

            return next(context);
        });
        app.MapGet("/page/{name}", (string name) => Html($"""
            <head><title>not this</title><meta property="og:title" content="The {name} &amp; more"><meta name="description" content="About {name}.">
            <meta property="og:site_name" content="Strangers"><meta property="og:image" content="/image/{name}.png"></head>
            """));
        app.MapGet("/image/{name}", (string name) => Results.Bytes(Images.SmallPng(640, 360, ("tEXt", "where I live"u8.ToArray())), "image/png"));
        app.MapGet("/with-image", (string src) => Html($"<title>with an image</title><meta property=og:image content=\"{src}\">"));
        app.MapGet("/odd/svg", () => Results.Text("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/svg+xml"));
        app.MapGet("/odd/huge", () => Results.Bytes(Images.SmallPng(60_000, 60_000), "image/png"));
        app.MapGet("/odd/cut", () => Results.Bytes(Images.SmallPng(64, 64)[..60], "image/png"));
        app.MapGet("/odd/large", () => Results.Bytes(Images.SmallPng(64, 64, ("tEXt", new byte[3_000_000])), "image/png"));
        app.MapGet("/odd/lie", () => Results.Text("<script>alert(1)</script>", "image/png"));
        app.MapGet("/nothing", () => Html("<p>no title"));
        app.MapGet("/endless", async (HttpContext context) =>
        {
            context.Response.ContentType = "text/html";
            await context.Response.WriteAsync("<title>endless</title>");
            var block = new byte[64 * 1024];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
            }
        });
        app.MapGet("/slow", async (HttpContext context) =>
        {
            context.Response.ContentType = "text/html";
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync("<", context.RequestAborted); // a sign now and then
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(50, context.RequestAborted);
            }
        });
        app.MapGet("/deep", () => Html("<title>deep</title>" + string.Concat(Enumerable.Repeat("<div>", 100_000))));
        app.MapGet("/comments", () => Html("<!--" + string.Concat(Enumerable.Repeat("--!", 150_000))));
        app.MapGet("/bomb", async (HttpContext context) =>
        {
            context.Response.ContentType = "text/html";
            context.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            await gzip.WriteAsync("<title>bomb</title>"u8.ToArray());
            var block = new byte[64 * 1024];
            for (var i = 0; i < 1600; i++)
            {
                await gzip.WriteAsync(block, context.RequestAborted);
            }
        });
        app.MapGet("/to", (string url) => Results.Redirect(url));
        app.MapGet("/binary", () => Results.Bytes(new byte[1000], "application/octet-stream"));
        await app.StartAsync();
        return site;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static IResult Html(string html) => Results.Text(html, "text/html; charset=utf-8");
}
