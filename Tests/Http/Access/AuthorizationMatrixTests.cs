using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;
using Parley.Access;
using Parley.Errors;
using Parley.Tests.Support;
using Parley.WebFrontend.Realtime;
using Xunit;

namespace Parley.Tests.Http.Access;

/// <summary>
/// Everybody tries everything: each row of authorization-matrix.txt by each actor in each kind of room, with real requests. What is
/// refused must also leave the room as it was.
/// </summary>
[Trait("Scope", "S16")]
public sealed class AuthorizationMatrixTests(OwnServerFixture fixture) : IClassFixture<OwnServerFixture>
{
    private static readonly Dictionary<string, string?> Codes = new()
    {
        ["ok"] = null, ["404"] = ErrorCatalog.RoomNotFound, ["nm"] = ErrorCatalog.NotAMember, ["no"] = ErrorCatalog.Forbidden,
        ["mu"] = ErrorCatalog.Muted, ["ar"] = ErrorCatalog.RoomArchived, ["us"] = ErrorCatalog.UserNotFound, ["ban"] = ErrorCatalog.Banned,
        ["lo"] = ErrorCatalog.LastOwner, ["yours"] = ErrorCatalog.NotYourMessage, ["rep"] = ErrorCatalog.ReportNotFound, ["nf"] = ErrorCatalog.FileNotFound,
        ["del"] = ErrorCatalog.DeletionNotFound, ["held"] = ErrorCatalog.HeldNotFound, ["hook"] = ErrorCatalog.WebhookNotFound, ["inhook"] = ErrorCatalog.HookNotFound,
        ["inv"] = ErrorCatalog.Invalid, ["msg"] = ErrorCatalog.MessageNotFound, ["cmd"] = ErrorCatalog.CommandNotFound,
    };

    private readonly ConcurrentQueue<string> _wrong = [];
    private int _cells;

    [Fact]
    public void Every_route_method_and_frame_type_has_a_row_and_no_row_is_of_something_that_is_gone()
    {
        var known = MatrixRow.Read().Select(row => row.Key).ToHashSet();
        var there = Routes().Concat(HubMethods()).Concat(RawFrameTypes.All.Select(type => $"frame {type}")).ToHashSet();

        var faults = there.Except(known).Order().Select(key => $"no row in authorization-matrix.txt: {key}")
            .Concat(known.Except(there).Order().Select(key => $"a row of something that is not there: {key}")).ToArray();
        Assert.True(faults.Length == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task Everybody_gets_what_the_matrix_says()
    {
        await using var world = new MatrixWorld(fixture.Server);
        await world.Populate();
        var rows = MatrixRow.Read();

        foreach (var row in rows.Where(row => row.Rule is not (null or "page")))
        {
            await CheckRule(world, row);
        }

        foreach (var kind in MatrixRow.Rooms)
        {
            var room = await world.NewRoom(kind);
            foreach (var row in rows.Where(row => row.Cells.ContainsKey(kind)))
            {
                room = await CheckRoom(world, row, kind, room);
            }
        }

        Assert.True(_wrong.IsEmpty, $"{_wrong.Count} of {_cells} cells are wrong:\n{string.Join('\n', _wrong)}");
        Assert.True(_cells > 1500, $"There are only {_cells} cells.");
        TestContext.Current.TestOutputHelper?.WriteLine($"{_cells} cells");
    }

    private static IEnumerable<string> HubMethods() => typeof(ChatHub)
        .GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(method => !method.IsSpecialName).Select(method => $"hub {method.Name}");

    /// <summary>As their rows are called.</summary>
    private IEnumerable<string> Routes() => fixture.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().SelectMany(endpoint =>
    {
        var pattern = "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter => $"{{{(parameter.IsCatchAll ? "*" : "")}{parameter.Name}}}",
            _ => ".",
        }))));
        if (endpoint.Metadata.Any(one => one is StaticAssetDescriptor) || pattern == "/index.html")
        {
            return []; // files of the web client, open to everybody
        }

        if (pattern.StartsWith("/dashboard/orleans", StringComparison.Ordinal))
        {
            // Of a library; what matters is that none of it is open.
            Assert.Contains(endpoint.Metadata, one => one is IAuthorizeData { Policy: "admin" });
            return ["GET /dashboard/orleans/*"];
        }

        return (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods ? methods : ["ANY"]).Select(method => $"{method} {pattern}");
    });

    private async Task CheckRule(MatrixWorld world, MatrixRow row)
    {
        foreach (var actor in MatrixRow.Actors)
        {
            var code = await Try(world, row, actor, null, spends: row.Target.Contains("/sessions", StringComparison.Ordinal));
            var isGuest = actor.StartsWith("guest", StringComparison.Ordinal);
            Expect(row, "", actor, row.Rule switch
            {
                "members" when isGuest => ErrorCatalog.Forbidden,
                "shared" when isGuest => ErrorCatalog.UserNotFound,
                "admins" when actor != "admin" => ErrorCatalog.Forbidden,
                "anyone" or "user" or "members" or "shared" or "admins" => null,
                var other => throw new FormatException($"There is no rule {other}."),
            }, IsRefusal(code) || code == ErrorCatalog.UserNotFound ? code : null);
        }

        await CheckStrangers(world, row, null, row.Rule == "anyone");
        if (row.Key == "DELETE /api/v1/sessions")
        {
            await world.SignInAgain(); // it has ended all there were
        }
    }

    private async Task<MatrixRoom> CheckRoom(MatrixWorld world, MatrixRow row, string kind, MatrixRoom room)
    {
        for (var i = 0; i < MatrixRow.Actors.Length; i++)
        {
            var actor = MatrixRow.Actors[i];
            var before = await Head(room);
            var code = await Try(world, row, actor, room, spends: false);
            Expect(row, kind, actor, Codes[row.Cells[kind][i]], code);
            if (await Head(room) != before)
            {
                if (code is not null)
                {
                    _wrong.Enqueue($"{row}, {kind}, {actor}: refused as {code}, and the room has changed all the same");
                }

                room = await world.NewRoom(kind);
            }
        }

        await CheckStrangers(world, row, room, isOpen: false);
        return room;

        async Task<long> Head(MatrixRoom one) =>
            (await one.Grain.Describe(new Actor(world.Actor(kind is "direct" or "group" ? "member" : "owner").Id, ServerRole.Member))).Value?.LastSeq ?? -1;
    }

    /// <summary>T16: no token, and tokens that count no more.</summary>
    private async Task CheckStrangers(MatrixWorld world, MatrixRow row, MatrixRoom? room, bool isOpen)
    {
        if (row.Method is "hub" or "frame")
        {
            return; // they do not get as far as a method: see T16
        }

        foreach (var (who, token) in world.DeadTokens.Append(new KeyValuePair<string, string>("anonymous", null!)))
        {
            var (path, body) = Fill(world, row, "outsider", room);
            var (status, code) = await world.Request(row.Method, path, body, token);
            Expect(row, "", who, isOpen ? "open" : "401", status == 401 && code is ErrorCatalog.NotSignedIn or ErrorCatalog.SessionEnded ? "401" : "open");
        }
    }

    private static async Task<string?> Try(MatrixWorld world, MatrixRow row, string actor, MatrixRoom? room, bool spends)
    {
        var (path, body) = Fill(world, row, actor, room);
        switch (row.Method)
        {
            case "hub": return await world.Call(actor, row.Target, body ?? "[]");
            case "frame": return await world.Frame(actor, row.Target, body ?? "{}");
            default:
                var user = spends ? await world.Afresh(actor) : world.Actor(actor);
                var (status, code) = await world.Request(row.Method, path, body, user.AccessToken);
                return status >= 500 ? $"status {status}" : code;
        }
    }

    private static (string Path, string? Body) Fill(MatrixWorld world, MatrixRow row, string actor, MatrixRoom? room)
    {
        var user = row.Variant switch
        {
            "a stranger" or "a stranger, as owner" => world.Stranger.Id,
            "who does not exist" => "mx-nobody",
            "oneself to owner" => world.Actor(actor).Id,
            "the owner" => world.Actor("owner").Id,
            _ => world.Target.Id,
        };
        var seq = row.Variant == "own" && room?.Own.TryGetValue(actor, out var own) == true ? own : room?.Seq ?? 1;
        return (Places(row.Target), row.Body is null ? null : Places(row.Body));

        string Places(string text) => text
            .Replace("{room}", room?.Id ?? "none", StringComparison.Ordinal)
            .Replace("{user}", user, StringComparison.Ordinal)
            .Replace("{id}", world.Stranger.Id, StringComparison.Ordinal)
            .Replace("{silo}", "none", StringComparison.Ordinal)
            .Replace("{hook}", "none", StringComparison.Ordinal)
            .Replace("{upload}", "f0123456789abcdef0123456789abcdef", StringComparison.Ordinal)
            .Replace("{file}", "f0123456789abcdef0123456789abcdef", StringComparison.Ordinal)
            .Replace("{kind}", "email", StringComparison.Ordinal)
            .Replace("{address}", "none@example.org", StringComparison.Ordinal)
            .Replace("{stranger}", world.Stranger.Id, StringComparison.Ordinal)
            .Replace("{seq}", seq.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{emoji}", "%F0%9F%91%8D", StringComparison.Ordinal)
            .Replace("{invite}", room?.Invite ?? "none", StringComparison.Ordinal)
            .Replace("{code}", room?.Code ?? "none", StringComparison.Ordinal)
            .Replace("{later}", $"{world.Server.Clock.GetUtcNow().AddHours(2):O}", StringComparison.Ordinal)
            .Replace("{new}", $"n{Guid.NewGuid():N}"[..24], StringComparison.Ordinal);
    }

    /// <summary>True if somebody was refused for who they are, and not for what they sent.</summary>
    private static bool IsRefusal(string? code) =>
        code is ErrorCatalog.NotSignedIn or ErrorCatalog.SessionEnded or ErrorCatalog.Forbidden || code?.StartsWith("status", StringComparison.Ordinal) == true;

    private void Expect(MatrixRow row, string kind, string actor, string? expected, string? actual)
    {
        Interlocked.Increment(ref _cells);
        if (expected != actual)
        {
            _wrong.Enqueue($"{row}, {kind}, {actor}: {actual ?? "ok"} instead of {expected ?? "ok"}");
        }
    }
}
