using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Grains.Outbound;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Unit.Outbound;

/// <summary>Security case T17: a server that can be made to call an address must not call what only it can reach.</summary>
[Trait("Scope", "S8")]
public sealed class T17OutboundTests : IAsyncLifetime
{
    private readonly NamesOfTheTest _names = new();
    private WebApplication _inside = null!;
    private int _port;
    private int _reached;

    /// <summary>A server within: on loopback, which nobody should reach unless the settings allow it.</summary>
    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _port = LoopbackPort.Free();
        builder.WebHost.UseUrls($"http://127.0.0.1:{_port}");
        _inside = builder.Build();
        _inside.Use((context, next) =>
        {
            Interlocked.Increment(ref _reached);
            return next(context);
        });
        _inside.MapGet("/hello", () => "hello");
        _inside.MapGet("/to", (HttpContext context, string url) =>
        {
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = url;
        });
        _inside.MapGet("/loop", () => Results.Redirect("/loop"));
        _inside.MapGet("/headers", (HttpContext context) => string.Join('\n', context.Request.Headers.Select(header => $"{header.Key}: {header.Value}")));
        _inside.MapGet("/cookie", (HttpContext context) =>
        {
            context.Response.Cookies.Append("a", "b");
            return Results.Redirect("/headers");
        });
        _inside.MapGet("/endless", async (HttpContext context) =>
        {
            var block = new byte[64 * 1024];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
            }
        });
        _inside.MapGet("/bomb", async (HttpContext context) =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            var block = new byte[64 * 1024];
            for (var i = 0; i < 1600; i++)
            {
                await gzip.WriteAsync(block, context.RequestAborted); // 100 MB in 100 KB
            }
        });
        _inside.MapGet("/twice", (HttpContext context) => context.Response.Headers.ContentEncoding = "gzip, gzip");
        _inside.MapGet("/slow", (HttpContext context) => Task.Delay(Timeout.Infinite, context.RequestAborted));
        await _inside.StartAsync();
    }

    public async ValueTask DisposeAsync() => await _inside.DisposeAsync();

    [Theory]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://127.1/")]
    [InlineData("http://127.255.255.254/")]
    [InlineData("http://2130706433/")]
    [InlineData("http://017700000001/")]
    [InlineData("http://0177.0.0.1/")]
    [InlineData("http://0x7f000001/")]
    [InlineData("http://0x7f.0.0.1/")]
    [InlineData("http://0x7f.1/")]
    [InlineData("http://127.0.0.1./")]
    [InlineData("http://１２７.０.０.１/")]
    [InlineData("http://127。0。0。1/")]
    [InlineData("http://0/")]
    [InlineData("http://0.0.0.0/")]
    [InlineData("http://10.0.0.1/")]
    [InlineData("http://172.16.0.1/")]
    [InlineData("http://172.31.255.255/")]
    [InlineData("http://192.168.1.1/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://100.64.0.1/")]
    [InlineData("http://192.0.0.192/")]
    [InlineData("http://192.0.2.1/")]
    [InlineData("http://198.18.0.1/")]
    [InlineData("http://198.51.100.1/")]
    [InlineData("http://203.0.113.1/")]
    [InlineData("http://192.88.99.1/")]
    [InlineData("http://224.0.0.1/")]
    [InlineData("http://240.0.0.1/")]
    [InlineData("http://255.255.255.255/")]
    [InlineData("http://[::]/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://[0:0:0:0:0:0:0:1]/")]
    [InlineData("http://[::ffff:127.0.0.1]/")]
    [InlineData("http://[::ffff:7f00:1]/")]
    [InlineData("http://[::127.0.0.1]/")]
    [InlineData("http://[64:ff9b::7f00:1]/")]
    [InlineData("http://[64:ff9b::169.254.169.254]/")]
    [InlineData("http://[64:ff9b:1::7f00:1]/")]
    [InlineData("http://[2002:7f00:1::]/")]
    [InlineData("http://[2002:a00:1::1]/")]
    [InlineData("http://[2001:0:4136:e378:8000:63bf:80ff:fffe]/")]
    [InlineData("http://[2001:db8::1]/")]
    [InlineData("http://[3fff::1]/")]
    [InlineData("http://[fc00::1]/")]
    [InlineData("http://[fd12:3456:789a::1]/")]
    [InlineData("http://[fe80::1]/")]
    [InlineData("http://[fe80::1%25eth0]/")]
    [InlineData("http://[fe80::1%eth0]/")]
    [InlineData("http://[2606:4700::1111%1]/")]
    [InlineData("http://[fec0::1]/")]
    [InlineData("http://[ff02::1]/")]
    [InlineData("http://[100::1]/")]
    [InlineData("http://[5f00::1]/")]
    [InlineData("http://localhost/")]
    [InlineData("http://localhost./")]
    [InlineData("http://LOCALHOST/")]
    [InlineData("http://a.localhost/")]
    [InlineData("http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/")]
    [InlineData("http://printer/")]
    [InlineData("http://db.internal/")]
    [InlineData("http://metadata.google.internal./")]
    [InlineData("http://public.example:22/")]
    [InlineData("http://public.example:6379/")]
    [InlineData("https://public.example:8443/")]
    [InlineData("http://public.example@127.0.0.1/")]
    [InlineData("http://127.0.0.1@public.example/")]
    [InlineData("http://user:secret@public.example/")]
    [InlineData("http://public.example\\@127.0.0.1/")]
    [InlineData("http://127.0.0.1#@public.example/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://public.example/")]
    [InlineData("ftp://public.example/")]
    [InlineData("data:text/plain,x")]
    [InlineData("jar:http://public.example!/")]
    [InlineData("unix:///run/docker.sock")]
    [InlineData("http://loopback.example/")]
    [InlineData("http://mixed.example/")]
    [InlineData("http://mapped.example/")]
    public async Task T17_An_address_within_is_not_called_however_it_is_written(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri))
        {
            return; // is no address at all
        }

        using var client = Client(new OutboundOptions());
        await Assert.ThrowsAsync<OutboundRefusedException>(() => client.SendAsync(new OutboundCall(uri), TestContext.Current.CancellationToken));
        Assert.Equal(0, _reached);
    }

    [Theory]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:1.1.1.1")]
    [InlineData("::ffff:0:127.0.0.1")]
    public void T17_An_address_within_an_address_is_refused(string address) => Assert.NotNull(AddressRules.Fault(IPAddress.Parse(address)));

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("93.184.215.14")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.1")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.1")]
    [InlineData("223.255.255.255")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2a00:1450:4001:80b::200e")]
    public void T17_Addresses_of_the_internet_may_be_called(string address) => Assert.Null(AddressRules.Fault(IPAddress.Parse(address)));

    /// <summary>The first answer is allowed, the second would be within: it is never asked for.</summary>
    [Fact]
    public async Task T17_A_name_that_changes_between_two_questions_changes_nothing()
    {
        _names.Turns["rebinding.test-names.example"] = new Queue<IPAddress[]>([[IPAddress.Parse("127.0.0.2")], [IPAddress.Loopback]]);
        using var client = Client(Within("127.0.0.2/32"));

        // 127.0.0.2 stands for an address of the internet here; nobody listens at it on this port, while 127.0.0.1 would answer.
        await Assert.ThrowsAsync<HttpRequestException>(() => Get(client, "rebinding.test-names.example", "/hello"));
        Assert.Equal(0, _reached);
        Assert.Equal(1, _names.Asked);

        // The next call asks anew, and refuses.
        await Assert.ThrowsAsync<OutboundRefusedException>(() => Get(client, "rebinding.test-names.example", "/hello"));
        Assert.Equal(0, _reached);
    }

    [Theory]
    [InlineData("http://127.0.0.3/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://localhost/")]
    [InlineData("http://mapped.example/")]
    [InlineData("//10.0.0.1/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://public.example/_x")]
    [InlineData("ftp://public.example/")]
    [InlineData("http://user:pass@public.example/")]
    [InlineData("http://public.example:25/")]
    [InlineData("http://0x7f000003/")]
    public async Task T17_A_redirect_is_checked_like_the_first_address(string target)
    {
        using var client = Client(Within("127.0.0.1/32"));

        await Assert.ThrowsAsync<OutboundRefusedException>(() => Get(client, "127.0.0.1", $"/to?url={Uri.EscapeDataString(target)}"));
        Assert.Equal(1, _reached);
    }

    [Fact]
    public async Task T17_Three_redirects_are_followed_and_no_more_and_nothing_is_carried_along()
    {
        using var client = Client(Within("127.0.0.1/32"));

        await Assert.ThrowsAsync<OutboundRefusedException>(() => Get(client, "127.0.0.1", "/loop"));
        Assert.Equal(4, _reached);

        var call = new OutboundCall(new Uri($"http://127.0.0.1:{_port}/cookie"), new Dictionary<string, string> { ["Authorization"] = "Bearer secret" });
        var seen = Encoding.UTF8.GetString((await client.SendAsync(call, TestContext.Current.CancellationToken)).Body.Span);
        Assert.DoesNotContain("secret", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("Cookie", seen, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Referer", seen, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("/endless")]
    [InlineData("/bomb")]
    [InlineData("/twice")]
    public async Task T17_An_answer_without_end_or_out_of_proportion_is_cut_off(string path)
    {
        using var client = Client(Within("127.0.0.1/32"));
        var before = GC.GetTotalAllocatedBytes();
        await Assert.ThrowsAsync<OutboundRefusedException>(() => Get(client, "127.0.0.1", path));
        Assert.True(GC.GetTotalAllocatedBytes() - before < 64 * 1024 * 1024);
    }

    [Fact]
    public async Task T17_An_address_that_does_not_answer_is_not_waited_for()
    {
        var options = Within("127.0.0.1/32");
        options.Timeout = TimeSpan.FromMilliseconds(300);
        using var client = Client(options);
        await Assert.ThrowsAsync<TimeoutException>(() => Get(client, "127.0.0.1", "/slow"));
    }

    [Fact]
    public async Task What_operators_allow_is_called()
    {
        using var client = Client(Within("127.0.0.0/8"));
        var answer = await Get(client, "loopback.example", "/hello");
        Assert.Equal((200, "hello"), (answer.Status, Encoding.UTF8.GetString(answer.Body.Span)));
    }

    private Task<OutboundAnswer> Get(OutboundClient client, string host, string path) =>
        client.SendAsync(new OutboundCall(new Uri($"http://{host}:{_port}{path}")), TestContext.Current.CancellationToken);

    private OutboundOptions Within(string network) => new() { AllowedNetworks = [network], Ports = [80, 443, _port] };

    private OutboundClient Client(OutboundOptions options) => new(Options.Create(options), _names, TimeProvider.System);

    /// <summary>A resolver whose answers the test writes.</summary>
    private sealed class NamesOfTheTest : IResolver
    {
        private readonly Dictionary<string, IPAddress[]> _fixed = new()
        {
            ["public.example"] = [IPAddress.Parse("127.0.0.99")], // in truth within, so that a call that is let through does no harm; refused as well
            ["loopback.example"] = [IPAddress.Loopback],
            ["mixed.example"] = [IPAddress.Parse("93.184.215.14"), IPAddress.Loopback],
            ["mapped.example"] = [IPAddress.Parse("::ffff:10.0.0.1")],
        };

        /// <summary>Answers in turn; the last one stays.</summary>
        public Dictionary<string, Queue<IPAddress[]>> Turns { get; } = [];

        public int Asked { get; private set; }

        public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellation)
        {
            Asked++;
            if (Turns.TryGetValue(host, out var turns))
            {
                return Task.FromResult(turns.Count > 1 ? turns.Dequeue() : turns.Peek());
            }

            return _fixed.TryGetValue(host.TrimEnd('.'), out var found) ? Task.FromResult(found) : throw new SocketException((int)SocketError.HostNotFound);
        }
    }
}
