using System.Globalization;
using System.Text;
using System.Text.Json;
using Parley.Access;
using Parley.Rooms;
using Parley.Tests.Http.Access;
using Xunit;

namespace Parley.Tests.Docs;

public class AuthorizationPageTests
{
    [Fact]
    public void The_page_shows_the_tables_of_roles_and_the_whole_matrix()
    {
        var page = new StringBuilder();
        Table(page, "Server role", Enum.GetValues<ServerRole>().OrderByDescending(role => ServerAccess.Ranks[role]), "may", role => Names(ServerAccess.Permissions[role]));
        Table(page, "Room role", Enum.GetValues<RoomRole>().OrderByDescending(role => RoomAccess.Ranks[role]), "may in the room", role => Names(RoomAccess.OfRoomRole[role]));
        Table(
            page, "Server role", Enum.GetValues<ServerRole>().OrderByDescending(role => ServerAccess.Ranks[role]),
            "may in every public room, member or not", role => Names(RoomAccess.InPublicRooms[role]));
        page.Append(CultureInfo.InvariantCulture, $"Of that, what is left in a direct conversation: {Names(RoomAccess.InDirectRooms)}; in an archived room: {Names(RoomAccess.InArchivedRooms)}. ");
        page.Append(CultureInfo.InvariantCulture, $"A guest has at most, whatever the room role: {Names(RoomAccess.AtMost[ServerRole.Guest])}.\n\n## The matrix\n\n```\n");
        page.Append(File.ReadAllText(MatrixRow.FilePath)).Append("```\n");

        GeneratedDoc.IsUpToDate("docs/authorization.md", page.ToString());
    }

    [Fact]
    public void Every_role_has_a_place_in_every_table()
    {
        Assert.All(Enum.GetValues<ServerRole>(), role =>
            Assert.True(ServerAccess.Permissions.ContainsKey(role) && ServerAccess.Ranks.ContainsKey(role) && RoomAccess.InPublicRooms.ContainsKey(role) && RoomAccess.AtMost.ContainsKey(role)));
        Assert.All(Enum.GetValues<RoomRole>(), role => Assert.True(RoomAccess.OfRoomRole.ContainsKey(role) && RoomAccess.Ranks.ContainsKey(role)));
    }

    private static void Table<T>(StringBuilder page, string head, IEnumerable<T> roles, string may, Func<T, string> permissions)
    {
        page.Append(CultureInfo.InvariantCulture, $"| {head} | {may} |\n|---|---|\n");
        foreach (var role in roles)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {Name($"{role}")} | {permissions(role)} |\n");
        }

        page.Append('\n');
    }

    private static string Names<T>(T permissions)
        where T : struct, Enum =>
        string.Join(", ", Enum.GetValues<T>().Where(one => !Equals(one, default(T)) && permissions.HasFlag(one)).Select(one => Name($"{one}"))) is { Length: > 0 } names ? names : "–";

    private static string Name(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);
}
