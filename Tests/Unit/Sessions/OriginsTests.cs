using Microsoft.AspNetCore.Http;
using Parley.WebFrontend.Sessions;
using Xunit;

namespace Parley.Tests.Unit.Sessions;

public class OriginsTests
{
    [Theory]
    [InlineData("https://chat.example", "https://chat.example")]
    [InlineData("HTTPS://Chat.Example", "https://chat.example")]
    [InlineData("http://localhost:5000", "http://localhost:5000")]
    [InlineData("http://[::1]:5000", "http://[::1]:5000")]
    [InlineData("https://chat.example/", null)]
    [InlineData("https://chat.example:443", null)]
    [InlineData("https://ann@chat.example", null)]
    [InlineData("https://*.example", null)]
    [InlineData("chat.example", null)]
    [InlineData("null", null)]
    [InlineData("file://", null)]
    [InlineData("", null)]
    public void An_origin_is_scheme_host_and_port_and_nothing_else(string text, string? origin) => Assert.Equal(origin, Origins.Read(text));

    [Theory]
    [InlineData("https", "chat.example", "https://chat.example", true)]
    [InlineData("https", "chat.example:443", "https://chat.example", true)]
    [InlineData("https", "chat.example:8443", "https://chat.example:8443", true)]
    [InlineData("http", "chat.example", "https://chat.example", true)] // a proxy ends TLS
    [InlineData("https", "chat.example", "http://chat.example", false)]
    [InlineData("https", "chat.example", "https://chat.example:8443", false)]
    [InlineData("https", "chat.example", "https://chat.example.evil.com", false)]
    [InlineData("https", "chat.example", "https://evil-chat.example", false)]
    [InlineData("https", "chat.example", "https://chat.example@evil.com", false)]
    [InlineData("https", "chat.example", "null", false)]
    public void An_origin_is_own_as_a_whole_or_not_at_all(string scheme, string host, string origin, bool isOwn) =>
        Assert.Equal(isOwn, Origins.IsOwn(origin, new DefaultHttpContext { Request = { Scheme = scheme, Host = new HostString(host) } }.Request));
}
