using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Parley.Access;
using Parley.Audit;
using Parley.Errors;
using Parley.Grains.SlashCommands;
using Parley.Rooms;
using Parley.SlashCommands;
using Parley.WebFrontend.Hooks;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Rooms;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.Throttling;

namespace Parley.WebFrontend.SlashCommands;

/// <summary>Slash commands: of a room, looked after by those who may change its settings; of the server, by administrators; used by all who may write.</summary>
internal static class SlashCommandsApi
{
    private const int MaxDescription = 200;
    private const int MaxUsage = 100;

    public static void MapSlashCommands(this IEndpointRouteBuilder routes)
    {
        var room = routes.MapGroup("/rooms/{room}/commands").WithTags("Slash commands").RequireAuthorization();
        room.MapGet("", List).WithName("listCommands").WithSummary("Slash commands that can be used in a room: its own, and those of the server that it has none of the same name of");
        room.MapPost("", Add).WithName("addCommand").WithSummary("Add a slash command to a room; its secret is told only now");
        room.MapPost("/{command}/secret", Rotate).WithName("rotateCommandSecret").WithSummary("Give a slash command of a room another secret, in the place of the one it has");
        room.MapDelete("/{command}", Remove).WithName("removeCommand").WithSummary("End a slash command of a room");
        room.MapPost("/{command}/runs", Run).WithName("runCommand").WithSummary("Have the program of a slash command do what it does, and tell what it answers");

        var server = routes.MapGroup("/admin/commands").WithTags("Administration").RequireAuthorization(AdminPolicy.Name);
        server.MapGet("", ListOfServer).WithName("listServerCommands").WithSummary("Administrators: slash commands of the whole server");
        server.MapPost("", AddToServer).WithName("addServerCommand").WithSummary("Administrators: add a slash command to the whole server; its secret is told only now");
        server.MapPost("/{command}/secret", RotateOfServer).WithName("rotateServerCommandSecret").WithSummary("Administrators: give a slash command of the server another secret");
        server.MapDelete("/{command}", RemoveFromServer).WithName("removeServerCommand").WithSummary("Administrators: end a slash command of the server");

        routes.MapGet("/me/command-answers", Answers).WithTags("Slash commands").RequireAuthorization()
            .WithName("listCommandAnswers").WithSummary("What programs have answered me alone in the last half hour, after the first answer; the oldest first");
    }

    private static async Task<Results<Ok<SlashCommandJson[]>, ProblemHttpResult>> List(string room, CurrentUser me, RoomCalls rooms, IGrainFactory grains)
    {
        var view = await RoomOf(room, me, rooms, RoomPermission.Read);
        if (view.IsError)
        {
            return ErrorResults.Problem(view.Error);
        }

        var isMine = view.Value.Permissions.HasFlag(RoomPermission.ChangeSettings);
        var (own, server) = (await grains.SlashCommands(view.Value.Id).List(), await grains.SlashCommands(GrainFactoryExtensions.ServerKey).List());
        return TypedResults.Ok(own.Select(one => SlashCommandJson.Of(one, isOfServer: false, isMine))
            .Concat(server.ExceptBy(own.Select(one => one.Name), one => one.Name).Select(one => SlashCommandJson.Of(one, isOfServer: true, withUrl: false)))
            .OrderBy(one => one.Name, StringComparer.Ordinal).ToArray());
    }

    private static async Task<Results<Created<SlashCommandMadeJson>, ProblemHttpResult>> Add(
        string room, NewSlashCommandJson body, HttpContext context, CurrentUser me, RoomCalls rooms, IGrainFactory grains, IAudit audit)
    {
        var view = await RoomOf(room, me, rooms, RoomPermission.ChangeSettings);
        return view.IsError ? ErrorResults.Problem(view.Error) : await AddIn(view.Value.Id, body, context, me, grains, audit);
    }

    private static async Task<Results<Ok<SlashCommandMadeJson>, ProblemHttpResult>> Rotate(
        string room, string command, HttpContext context, CurrentUser me, RoomCalls rooms, IGrainFactory grains, IAudit audit)
    {
        var view = await RoomOf(room, me, rooms, RoomPermission.ChangeSettings);
        return view.IsError ? ErrorResults.Problem(view.Error) : await RotateIn(view.Value.Id, command, context, me, grains, audit);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Remove(string room, string command, CurrentUser me, RoomCalls rooms, IGrainFactory grains, IAudit audit)
    {
        var view = await RoomOf(room, me, rooms, RoomPermission.ChangeSettings);
        return view.IsError ? ErrorResults.Problem(view.Error) : await RemoveIn(view.Value.Id, command, me, grains, audit);
    }

    private static async Task<Results<Ok<SlashRunJson>, ProblemHttpResult>> Run(
        string room, string command, RunSlashCommandJson body, HttpContext context, CurrentUser me, RoomCalls rooms, IGrainFactory grains, SlashRuns runs, IThrottle throttle,
        IOptions<MessageOptions> options)
    {
        var view = await RoomOf(room, me, rooms, RoomPermission.Write);
        if (view.IsError)
        {
            return ErrorResults.Problem(view.Error);
        }

        var text = body.Text?.Trim() ?? "";
        if (text.Length > options.Value.MaxTextLength)
        {
            return ErrorResults.Problem(ErrorCatalog.InvalidField("text", $"Must be at most {options.Value.MaxTextLength} characters long."));
        }

        if (await throttle.AcquireAsync(ThrottleScopes.Send, me.Id) is { } wait)
        {
            return ErrorResults.Problem(ThrottlingRegistration.TooSoon(wait));
        }

        var target = await grains.SlashCommands(view.Value.Id).Find(command) ?? await grains.SlashCommands(GrainFactoryExtensions.ServerKey).Find(command);
        var ran = target is null ? ErrorCatalog.Error(ErrorCatalog.CommandNotFound) : await runs.RunAsync(me, view.Value, target, text, HookAddress.Place(context.Request));
        context.Response.Headers.CacheControl = "no-store";
        return ran.IsError ? ErrorResults.Problem(ran.Error) : TypedResults.Ok(ran.Value);
    }

    private static async Task<Ok<SlashLaterJson[]>> Answers(CurrentUser me, IGrainFactory grains) =>
        TypedResults.Ok((await grains.SlashRuns(me.Id).Answers()).Select(SlashLaterJson.Of).ToArray());

    private static async Task<Ok<SlashCommandJson[]>> ListOfServer(IGrainFactory grains) =>
        TypedResults.Ok((await grains.SlashCommands(GrainFactoryExtensions.ServerKey).List()).Select(one => SlashCommandJson.Of(one, isOfServer: true, withUrl: true)).ToArray());

    private static Task<Results<Created<SlashCommandMadeJson>, ProblemHttpResult>> AddToServer(
        NewSlashCommandJson body, HttpContext context, CurrentUser me, IGrainFactory grains, IAudit audit) => AddIn(GrainFactoryExtensions.ServerKey, body, context, me, grains, audit);

    private static Task<Results<Ok<SlashCommandMadeJson>, ProblemHttpResult>> RotateOfServer(string command, HttpContext context, CurrentUser me, IGrainFactory grains, IAudit audit) =>
        RotateIn(GrainFactoryExtensions.ServerKey, command, context, me, grains, audit);

    private static Task<Results<NoContent, ProblemHttpResult>> RemoveFromServer(string command, CurrentUser me, IGrainFactory grains, IAudit audit) =>
        RemoveIn(GrainFactoryExtensions.ServerKey, command, me, grains, audit);

    private static async Task<Results<Created<SlashCommandMadeJson>, ProblemHttpResult>> AddIn(
        string place, NewSlashCommandJson body, HttpContext context, CurrentUser me, IGrainFactory grains, IAudit audit)
    {
        if (Fault(body) is { } fault)
        {
            return ErrorResults.Problem(fault);
        }

        var made = await grains.SlashCommands(place).Add(new NewSlashCommand(body.Name!, body.Url!, body.Description?.Trim() ?? "", body.Usage?.Trim() ?? "", me.Actor));
        if (made.IsError)
        {
            return ErrorResults.Problem(made.Error);
        }

        await Note(audit, me, place, body.Name!, "added");
        return TypedResults.Created($"{context.Request.Path}/{body.Name}", Made(place, context, made.Value));
    }

    private static async Task<Results<Ok<SlashCommandMadeJson>, ProblemHttpResult>> RotateIn(
        string place, string command, HttpContext context, CurrentUser me, IGrainFactory grains, IAudit audit)
    {
        var made = await grains.SlashCommands(place).Rotate(command);
        if (made.IsError)
        {
            return ErrorResults.Problem(made.Error);
        }

        await Note(audit, me, place, command, "secret rotated");
        return TypedResults.Ok(Made(place, context, made.Value));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveIn(string place, string command, CurrentUser me, IGrainFactory grains, IAudit audit)
    {
        var removed = await grains.SlashCommands(place).Remove(command);
        if (removed.IsError)
        {
            return ErrorResults.Problem(removed.Error);
        }

        await Note(audit, me, place, command, "removed");
        return TypedResults.NoContent();
    }

    /// <summary>A room that the caller reads, and where the caller may do that.</summary>
    private static async Task<Outcome<RoomView>> RoomOf(string room, CurrentUser me, RoomCalls rooms, RoomPermission permission)
    {
        var view = await rooms.Describe(me, room);
        if (view.IsError)
        {
            return view.Error;
        }

        var standing = new RoomStanding(view.Value.Visibility, view.Value.IsArchived, view.Value.Role, IsBanned: false);
        return (RoomAccess.Refuse(me.Role, standing, RoomPermission.Read) ?? RoomAccess.Refuse(me.Role, standing, permission)) is { } refusal ? refusal : view;
    }

    private static Error? Fault(NewSlashCommandJson body) =>
        !SlashNames.IsName(body.Name) ? ErrorCatalog.InvalidField("name", "Must be 1 to 32 of a–z, 0–9, hyphen and underscore, a letter first, without the slash.")
        : string.IsNullOrEmpty(body.Url) ? ErrorCatalog.InvalidField("url", "Say which address is called.")
        : body.Description is { Length: > MaxDescription } ? ErrorCatalog.InvalidField("description", $"Must be at most {MaxDescription} characters long.")
        : body.Usage is { Length: > MaxUsage } ? ErrorCatalog.InvalidField("usage", $"Must be at most {MaxUsage} characters long.")
        : null;

    private static SlashCommandMadeJson Made(string place, HttpContext context, SlashCommandMade made)
    {
        context.Response.Headers.CacheControl = "no-store";
        return new SlashCommandMadeJson(SlashCommandJson.Of(made.Command, place == GrainFactoryExtensions.ServerKey, withUrl: true), made.Secret, SlashPost.Token(made.Secret));
    }

    private static Task Note(IAudit audit, CurrentUser me, string place, string command, string what) =>
        audit.WriteAsync(new AuditEntry(AuditEvents.AuthzChange) { Actor = me.Id, Target = place, Detail = $"command={command} {what}" });
}
