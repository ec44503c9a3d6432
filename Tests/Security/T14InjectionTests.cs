using System.Net.Http.Json;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Parley.Tests.Support;
using Parley.WebFrontend.Realtime;
using Xunit;

namespace Parley.Tests.Security;

/// <summary>
/// Security case T14: an object, an array or a number where a string belongs, and texts that mean something to a database, in every field of every route, hub method and frame type.
/// </summary>
[Trait("Scope", "S8")]
public sealed partial class T14InjectionTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static readonly string[] OtherTypes =
        ["""{"$ne":null}""", """{"$gt":""}""", """{"$where":"sleep(5000)"}""", """{"$regex":".*"}""", "[]", """["ann"]""", "[[]]", "{}", "0", "1", "-1", "1e99", "true", """{"toString":"x"}""", """{"__proto__":{"isAdmin":true}}"""];

    private static readonly string[] Sql =
    [
        "' OR '1'='1", "' OR 1=1 --", "'; DROP TABLE rooms; --", "\" OR \"\"=\"", "admin'--", "1; WAITFOR DELAY '0:0:5'--", "1' AND SLEEP(5)#", "' UNION SELECT value FROM server_keys --", "%' OR '%'='", "\\'; --", "') OR ('1'='1",
        "1/*!50000OR*/1=1", "x' AND randomblob(900000000) --", "' || (SELECT group_concat(name) FROM sqlite_master) || '", "@@version", "0x61646d696e", "a\u0000' OR 1=1", "_%", "*", "{{7*7}}", "${7*7}", "$ne", " ", "\t", "\u00a0",
    ];

    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task T14_Every_field_of_every_body_refuses_other_types()
    {
        var user = await _server.SignedInOnce();
        var admin = await _server.Admin();
        var tried = 0;
        foreach (var (method, path, body) in Bodies())
        {
            foreach (var field in body.GetConstructors().OrderByDescending(constructor => constructor.GetParameters().Length).First().GetParameters())
            {
                if (Nullable.GetUnderlyingType(field.ParameterType) is not null || field.ParameterType != typeof(string))
                {
                    continue;
                }

                var name = JsonNamingPolicy.CamelCase.ConvertName(field.Name!);
                foreach (var odd in OtherTypes)
                {
                    foreach (var client in new[] { user.Client, admin.Client })
                    {
                        var answer = await client.Send(method, path, new StringContent($$"""{"{{name}}":{{odd}}}""", Encoding.UTF8, "application/json"));
                        Assert.True(answer.Status is 400 or 401 or 403 or 404 or 409 or 422, $"{method} {path} {name}={odd}: {answer.Status} {answer.Body}");
                        tried++;
                    }
                }
            }
        }

        Assert.True(tried > 300, $"{tried}");
    }

    [Fact]
    public async Task T14_Every_part_of_every_address_takes_text_for_text()
    {
        var user = await _server.SignedInOnce();
        var room = await NewRoom(user);
        foreach (var (method, pattern) in Routes())
        {
            if (!Parameter().IsMatch(pattern))
            {
                continue;
            }

            foreach (var odd in Sql.Concat(OtherTypes))
            {
                var address = Parameter().Replace(pattern, match => match.Value.Contains(":long", StringComparison.Ordinal) ? "2" : Uri.EscapeDataString(odd));
                var body = method.Method is "POST" or "PUT" or "PATCH" ? JsonContent.Create(new { clientId = "c", text = "t" }) : null;
                var answer = await user.Client.Send(method, address, body);
                // A draft is thrown away without a word about whether there is such a room.
                var isSilent = method == HttpMethod.Delete && pattern.EndsWith("/me/drafts/{room}", StringComparison.Ordinal);
                Assert.True(answer.Status is >= 400 and < 500 || (isSilent && answer.Status == 204), $"{method} {address}: {answer.Status} {answer.Body}");
            }
        }

        foreach (var query in new[] { $"rooms/{room}/members?after=", $"rooms/{room}/events?after=", $"rooms/{room}/events?before=", $"rooms/{room}/events?limit=", "users?ids=", "rooms?member=" })
        {
            foreach (var odd in Sql.Concat(OtherTypes))
            {
                var answer = await user.Client.Get(query + Uri.EscapeDataString(odd));
                Assert.True(answer.Status is 200 or (>= 400 and < 500), $"{query}{odd}: {answer.Status} {answer.Body}");
                Assert.DoesNotContain("SQLITE", answer.Body, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain("syntax", answer.Body, StringComparison.OrdinalIgnoreCase);
            }
        }
    }

    /// <summary>What means something to a database is a text like any other, and comes back as it was sent.</summary>
    [Fact]
    public async Task T14_Texts_that_mean_something_to_a_database_mean_nothing_here()
    {
        var user = await _server.SignedIn($"t14-{Guid.NewGuid():N}"[..20]);
        var room = await NewRoom(user);
        for (var i = 0; i < Sql.Length; i++)
        {
            var posted = await user.Client.Post($"rooms/{room}/messages", new { clientId = $"c{i}", text = Sql[i] });
            Assert.Equal((201, Sql[i]), (posted.Status, posted["text"]));
            Assert.Equal(401, (await _server.Client().Post("sessions", new { userName = Sql[i], password = Sql[i] })).Status);
            Assert.Equal(401, (await _server.Client().Post("sessions/refresh", new { refreshToken = $"{Sql[i]}.{Sql[i]}" })).Status);
        }

        var events = (await user.Client.Get($"rooms/{room}/events?limit=1000")).Json.GetProperty("events").EnumerateArray();
        Assert.Equal(Sql, events.Where(e => e.GetProperty("kind").GetString() == "messagePosted").Select(e => e.GetProperty("text").GetString()));
        Assert.Equal(user.Id, (await user.Client.Get("me"))["id"]);
    }

    [Fact]
    public async Task T14_Every_argument_of_every_hub_method_refuses_other_types_and_takes_text_for_text()
    {
        var user = await _server.SignedInOnce();
        await using var hub = new HubConnectionBuilder().WithUrl(new Uri(_server.Address, "hub"), options => options.AccessTokenProvider = () => Task.FromResult<string?>(user.AccessToken)).Build();
        await hub.StartAsync(TestContext.Current.CancellationToken);
        var methods = typeof(ChatHub).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(method => !method.IsSpecialName && method.GetBaseDefinition() == method).ToArray();
        Assert.Equal(HubThrottle.Scopes.Keys.Order(), methods.Select(method => method.Name).Order()); // each is counted in a scope, too
        foreach (var method in methods)
        {
            var parameters = method.GetParameters();
            for (var at = 0; at < parameters.Length; at++)
            {
                foreach (var odd in OtherTypes.Select(json => JsonNode.Parse(json)).Concat(Sql.Select(text => (JsonNode?)JsonValue.Create(text))))
                {
                    if (parameters[at].ParameterType == typeof(IReadOnlyList<string>) && odd is JsonArray texts && texts.All(text => text is JsonValue value && value.TryGetValue<string>(out _)))
                    {
                        continue; // that is the type
                    }

                    var arguments = parameters.Select((parameter, i) => i == at ? (object?)odd : Good(parameter.ParameterType)).ToArray();
                    var answer = await Invoke(hub, method.Name, arguments);
                    Assert.True(
                        answer is null || (!answer.Contains("\"code\":\"internal\"", StringComparison.Ordinal) && !answer.Contains("\"ok\":true", StringComparison.Ordinal)),
                        $"{method.Name} argument {at} {odd?.ToJsonString()}: {answer}");
                }
            }
        }

        Assert.Equal(HubConnectionState.Connected, hub.State);
    }

    private static async Task<string?> Invoke(Microsoft.AspNetCore.SignalR.Client.HubConnection hub, string method, object?[] arguments)
    {
        try
        {
            return (await hub.InvokeCoreAsync<JsonElement?>(method, arguments, TestContext.Current.CancellationToken))?.GetRawText();
        }
        catch (Microsoft.AspNetCore.SignalR.HubException e)
        {
            Assert.Contains("HubException", e.Message, StringComparison.Ordinal); // a sentence that is meant, not a failure within
            return null;
        }
    }

    private static object? Good(Type type) => type == typeof(string) ? "nowhere" : type == typeof(long) ? 1L : null;

    private static async Task<string> NewRoom(TestUser user) => (await user.Client.Post("rooms", new { name = $"t14-{Guid.NewGuid():N}"[..24], visibility = "private" }))["id"]!;

    private IEnumerable<(HttpMethod Method, string Pattern)> Routes() => _server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(route => route.RoutePattern.RawText?.StartsWith("/api/", StringComparison.Ordinal) == true && !route.RoutePattern.RawText.EndsWith("/ws", StringComparison.Ordinal))
        .SelectMany(route => route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => (new HttpMethod(method), route.RoutePattern.RawText!.TrimEnd('/'))));

    /// <summary>Routes that take a body of ours, by what the framework knows of them.</summary>
    private IEnumerable<(HttpMethod Method, string Path, Type Body)> Bodies() => _server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(route => route.RoutePattern.RawText?.StartsWith("/api/", StringComparison.Ordinal) == true)
        .Select(route => (route, body: route.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType))
        .Where(pair => pair.body?.Namespace?.StartsWith("Parley", StringComparison.Ordinal) == true)
        .SelectMany(pair => pair.route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => (new HttpMethod(method), Parameter().Replace(pair.route.RoutePattern.RawText!.TrimEnd('/'), "1"), pair.body!)));

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
