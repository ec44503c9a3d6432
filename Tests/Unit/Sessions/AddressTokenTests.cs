using Microsoft.AspNetCore.Http;
using Parley.WebFrontend.Sessions;
using Xunit;

namespace Parley.Tests.Unit.Sessions;

public class AddressTokenTests
{
    [Theory]
    [InlineData("/hub", "?access_token=t", "t", "")]
    [InlineData("/hub/negotiate", "?x=1&access_token=t&y=%202", "t", "?x=1&y=%202")]
    [InlineData("/api/v1/ws", "?Access_Token=t", "t", "")]
    [InlineData("/ws/room/lobby/", "?after=3&access%5Ftoken=t", "t", "?after=3")]
    [InlineData("/api/v1/me", "?access_token=t", null, "")]
    [InlineData("/hubs", "?access_token=t", null, "")]
    [InlineData("/hub", "?after=3", null, "?after=3")]
    [InlineData("/hub", "?a=%zz&b", null, "?a=%zz&b")]
    public void Is_taken_out_of_every_address_and_counts_at_sockets(string path, string query, string? token, string rest)
    {
        var context = new DefaultHttpContext { Request = { Path = path, QueryString = new QueryString(query) } };

        AddressToken.Take(context.Features);

        Assert.Equal(token, AddressToken.Of(context));
        Assert.Equal(rest, context.Request.QueryString.Value);
    }

    [Theory]
    [InlineData("/hub", "?ticket=t", "t", "")]
    [InlineData("/api/v1/ws", "?a=1&TICKET=t&ticket=u", "t", "?a=1")]
    [InlineData("/ws/room/lobby/", "?t%69cket=t&access_token=x", "t", "")]
    [InlineData("/api/v1/me", "?ticket=t", null, "")]
    public void So_is_a_ticket(string path, string query, string? ticket, string rest)
    {
        var context = new DefaultHttpContext { Request = { Path = path, QueryString = new QueryString(query) } };

        AddressToken.Take(context.Features);

        Assert.Equal(ticket, AddressToken.TicketOf(context));
        Assert.Equal(rest, context.Request.QueryString.Value);
    }
}
