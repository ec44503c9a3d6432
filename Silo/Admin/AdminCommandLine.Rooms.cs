using System.CommandLine;
using System.Globalization;
using Parley.Retention;

namespace Parley.Silo.Admin;

public sealed partial class AdminCommandLine
{
    private Command Rooms() => new("rooms", "Look after rooms: who owns them, which are archived, how long they keep messages. Never shows what is said in them.")
    {
        ListRooms(), ShowRoom(), ArchiveRoom("archive", isArchived: true), ArchiveRoom("unarchive", isArchived: false), SetRoomOwner(), RetentionOfRoom(), DeleteRoom(),
    };

    private Command ListRooms()
    {
        var query = new Option<string?>("--query") { Description = "Only those with this in name or title." };
        var (limit, after) = (Limit(), After());
        var command = new Command("list", "List public and private rooms by id: id, name, visibility, state, members, messages, last event, owners, and how long messages are kept.") { query, limit, after };
        command.SetAction((parsed, cancellation) => Do(
            parsed,
            admin => admin.Rooms(new RoomsRequest("list") { Query = parsed.GetValue(query), After = parsed.GetValue(after), Limit = parsed.GetValue(limit) }, cancellation),
            found => found.Rooms.Count == 0 ? ["There are no such rooms."] : [.. found.Rooms.Select(Line), .. More(found.Next)],
            cancellation));
        return command;
    }

    private Command ShowRoom()
    {
        var room = Room();
        var command = new Command("show", "Show one room.") { room };
        command.SetAction((parsed, cancellation) =>
            Do(parsed, admin => admin.Rooms(new RoomsRequest("show") { Room = parsed.GetValue(room) }, cancellation), PrintRoom, cancellation));
        return command;
    }

    private Command ArchiveRoom(string verb, bool isArchived)
    {
        var (room, by) = (Room(), InTheNameOf());
        var command = new Command(verb, isArchived ? "Let nobody write in a room any more; it stays, and can be brought back." : "Bring an archived room back.") { room, by };
        command.SetAction((parsed, cancellation) => Do(
            parsed,
            admin => admin.Rooms(new RoomsRequest("change") { Room = parsed.GetValue(room), As = parsed.GetValue(by), IsArchived = isArchived }, cancellation),
            PrintRoom, cancellation));
        return command;
    }

    private Command SetRoomOwner()
    {
        var (room, by) = (Room(), InTheNameOf());
        var owner = new Argument<string>("NAME") { Description = "User name of a member of the room." };
        var command = new Command("set-owner", "Make a member of a room one of its owners, e.g. after the last one has gone.") { room, owner, by };
        command.SetAction((parsed, cancellation) => Do(
            parsed,
            admin => admin.Rooms(new RoomsRequest("change") { Room = parsed.GetValue(room), As = parsed.GetValue(by), Owner = parsed.GetValue(owner) }, cancellation),
            PrintRoom, cancellation));
        return command;
    }

    private Command RetentionOfRoom()
    {
        var (room, by) = (Room(), InTheNameOf());
        var kept = new Argument<string>("DAYS") { Description = "How many days messages are kept; forever; or server, as the server's rule says." };
        kept.Validators.Add(given =>
        {
            if (Rule(given.GetValueOrDefault<string>()) is null)
            {
                given.AddError($"DAYS is a number from 1 to {RetentionRule.MaxDays}, forever or server.");
            }
        });
        var command = new Command("retention", "Say how long a room keeps messages, whatever its owners may choose. What is older is deleted for good, within Parley:Retention:LookEvery.") { room, kept, by };
        command.SetAction((parsed, cancellation) => Do(
            parsed,
            admin => admin.Rooms(new RoomsRequest("change") { Room = parsed.GetValue(room), As = parsed.GetValue(by), Retention = Rule(parsed.GetValue(kept)) }, cancellation),
            PrintRoom, cancellation));
        return command;
    }

    private Command DeleteRoom()
    {
        var (room, by) = (Room(), InTheNameOf());
        var name = new Argument<string>("NAME") { Description = "The room's name, typed once more." };
        var command = new Command("delete", "Delete a room and all that was said in it, for good. It cannot be taken back; backups and exports have it still.") { room, name, by };
        command.SetAction((parsed, cancellation) => Do(
            parsed,
            admin => admin.Rooms(new RoomsRequest("delete") { Room = parsed.GetValue(room), Name = parsed.GetValue(name), As = parsed.GetValue(by) }, cancellation),
            deleted => deleted.Rooms.Select(one => $"Room {one.Name} ({one.Id}) is deleted; what was kept of it is erased in the background (admin jobs list --kind room-deletion)."),
            cancellation));
        return command;
    }

    /// <summary>Null: it is none.</summary>
    private static int? Rule(string? words) => words switch
    {
        "forever" => RetentionRule.Forever,
        "server" => RetentionRule.Server,
        _ => int.TryParse(words, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= RetentionRule.MaxDays ? days : null,
    };

    private static Argument<string> Room() => new("ROOM") { Description = "Name or id of the room." };

    private static Option<string> InTheNameOf() =>
        new("--as") { Description = "User name of an administrator of the server, in whose name it is done: members of the room see it.", Required = true };

    private static IEnumerable<string> PrintRoom(AdminRooms found) => found.Rooms.Select(Line);

    private static string Line(AdminRoom room) => string.Join('\t',
        room.Id, room.Name, room.Visibility, room.IsArchived ? "archived" : "open", room.Members.ToString(CultureInfo.InvariantCulture), room.Messages.ToString(CultureInfo.InvariantCulture),
        Time(room.LastEventAt), room.Owners.Count == 0 ? "-" : string.Join(',', room.Owners), RetentionRule.Words(room.Retention));
}
