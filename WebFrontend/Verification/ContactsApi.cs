using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Errors;
using Parley.Verification;
using Parley.WebFrontend.Problems;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.SignUp;
using Parley.WebFrontend.Throttling;

namespace Parley.WebFrontend.Verification;

/// <summary>The e-mail addresses and phone numbers of the signed-in user.</summary>
internal static class ContactsApi
{
    public static void MapContacts(this IEndpointRouteBuilder routes)
    {
        var contacts = routes.MapGroup("/me/contacts").WithTags("Contacts").RequireAuthorization();
        contacts.MapGet("", List).WithName("getContacts").WithSummary("My e-mail addresses and phone numbers");
        contacts.MapPost("", Claim).Throttled(ThrottleScopes.SignIn).WithName("claimContact").WithSummary("Claim an address and have a code sent to it, or have one sent again");
        contacts.MapPost("/verify", Verify).Throttled(ThrottleScopes.SignIn).WithName("verifyContact").WithSummary("Show the code: the address is mine");
        contacts.MapDelete("/{kind}/{address}", Remove).WithName("removeContact").WithSummary("Give an address up");
    }

    private static async Task<Ok<ContactJson[]>> List(CurrentUser me, IGrainFactory grains) =>
        TypedResults.Ok((await grains.Contacts(me.Id).List()).Select(ContactJson.From).ToArray());

    private static async Task<Results<Accepted<CodeSentJson>, ProblemHttpResult>> Claim(ClaimContactJson body, CurrentUser me, IGrainFactory grains)
    {
        if (ContactJson.ParseKind(body.Kind) is not { } kind)
        {
            return ErrorResults.Problem(ErrorCatalog.InvalidField("kind", "Send email or phone."));
        }

        var sent = await grains.Contacts(me.Id).Claim(new ClaimContact(kind, body.Address ?? "") { Password = body.Password });
        return sent.IsError ? ErrorResults.Problem(sent.Error) : TypedResults.Accepted((string?)null, CodeSentJson.From(sent.Value));
    }

    private static async Task<Results<Ok<ContactJson>, ProblemHttpResult>> Verify(VerifyContactJson body, CurrentUser me, IGrainFactory grains, RoomEntry entry)
    {
        var verified = await grains.Contacts(me.Id).Verify(new VerifyContact(body.Id ?? "", (body.Code ?? "").Trim()));
        if (verified.IsError)
        {
            return ErrorResults.Problem(verified.Error);
        }

        await entry.OpenedByAsync(verified.Value, me.Id);
        return TypedResults.Ok(ContactJson.From(verified.Value));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Remove(string kind, string address, CurrentUser me, IGrainFactory grains)
    {
        var removed = ContactJson.ParseKind(kind) is { } parsed
            ? await grains.Contacts(me.Id).Remove(new RemoveContact(parsed, address))
            : ErrorCatalog.Error(ErrorCatalog.ContactNotFound);
        return removed.IsError ? ErrorResults.Problem(removed.Error) : TypedResults.NoContent();
    }
}
