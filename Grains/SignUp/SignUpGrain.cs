using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Parley.Access;
using Parley.Audit;
using Parley.Errors;
using Parley.Grains.Delivery;
using Parley.Grains.Verification;
using Parley.SignUp;
using Parley.Users;
using Parley.Verification;

namespace Parley.Grains.SignUp;

[GrainType("sign-up"), StatelessWorker]
public sealed class SignUpGrain(
    ServerInvites invites, ContactStore contacts, Roads roads, IAudit audit, IOptions<SignUpOptions> options, IOptions<ParleyOptions> parley)
    : Grain, ISignUpGrain
{
    private SignUpPolicy CurrentPolicy =>
        new(options.Value.Mode, options.Value.VerifiedEmail, roads.LeadTo(ContactKind.Email), roads.LeadTo(ContactKind.Phone));

    public Task<SignUpPolicy> Policy() => Task.FromResult(CurrentPolicy);

    public async Task<Outcome<SignedUp>> SignUp(SignUpUser command)
    {
        // 1. May anybody? Before anything is said of names.
        if (options.Value.Mode == SignUpMode.Closed)
        {
            return ErrorCatalog.Error(ErrorCatalog.SignUpClosed);
        }

        if (EmailFault(command.Email) is { } fault)
        {
            return ErrorCatalog.InvalidField("email", fault);
        }

        // 2. A use of the invite is taken first, and given back if nothing comes of it: the other way round a race would let in more than it is good for.
        ServerInvite? invite = null;
        if (options.Value.Mode == SignUpMode.Invite)
        {
            invite = await invites.SpendAsync(command.Invite?.Trim() ?? "");
            if (invite is null)
            {
                return ErrorCatalog.Error(ErrorCatalog.InviteWrong);
            }
        }

        // 3. The user.
        var user = await GrainFactory.UserName(command.UserName).Register(new RegisterUser(command.UserName, command.DisplayName, command.Password)
        {
            Role = RoleNames.Parse(invite?.Role) ?? ServerRole.Member,
        });

        if (user.IsError)
        {
            if (invite is not null)
            {
                await invites.GiveBackAsync(invite.Id);
            }

            return user.Error;
        }

        audit.Note(new AuditEntry(AuditEvents.UserCreated) { Actor = user.Value.Id, Target = user.Value.Id, Detail = invite is null ? null : $"invite={invite.Id}, role={invite.Role}" });
        return new SignedUp(user.Value, await Claim(user.Value.Id, command));
    }

    public async Task<Outcome<SignUpPolicy>> MayEnterRooms(string user)
    {
        if (!options.Value.VerifiedEmail)
        {
            return CurrentPolicy;
        }

        var isVerified = (await contacts.ListAsync(user)).Any(contact => contact.IsVerified && IsTaken(contact));
        return isVerified || await GrainFactory.User(user).Find() is { IsAdmin: true } or { IsBot: true }
            ? CurrentPolicy
            : ErrorCatalog.Error(ErrorCatalog.EmailNotVerified);
    }

    public async Task<Outcome<NewServerInvite>> CreateInvite(CreateServerInvite command)
    {
        var (limits, lifetime) = (options.Value, command.ExpiresIn ?? options.Value.InviteLifetime);
        if (command.Uses < 1 || command.Uses > limits.MaxInviteUses)
        {
            return ErrorCatalog.InvalidField("uses", $"An invite is good for 1 to {limits.MaxInviteUses} accounts.");
        }

        if (lifetime < TimeSpan.FromMinutes(1) || lifetime > limits.MaxInviteLifetime)
        {
            return ErrorCatalog.InvalidField("expiresIn", $"An invite counts for a minute to {limits.MaxInviteLifetime.TotalDays:0} days, in seconds.");
        }

        if (RoleNames.Parse(command.Role) is not { } role || role is not (ServerRole.Member or ServerRole.Admin or ServerRole.Guest))
        {
            return ErrorCatalog.InvalidField("role", "An invite makes a member, an admin or a guest.");
        }

        if ((ServerAccess.Refuse(command.CreatorRole, ServerPermission.InviteToServer) ?? ServerAccess.RefuseGiving(command.CreatorRole, role)) is { } refusal)
        {
            return refusal;
        }

        var (invite, code) = await invites.CreateAsync(command.CreatedBy, command.Uses, lifetime, command.Role);
        return new NewServerInvite(invite, code) { Link = parley.Value.PublicUrl is { } url ? $"{url.TrimEnd('/')}/join#{code}" : null };
    }

    public Task<ImmutableArray<ServerInvite>> Invites() => invites.ListAsync();

    public async Task<Outcome<ServerInvite>> RevokeInvite(string id) =>
        await invites.RevokeAsync(id) is { } invite ? invite : ErrorCatalog.Error(ErrorCatalog.InviteNotFound);

    private string? EmailFault(string? email)
    {
        if (string.IsNullOrWhiteSpace(email))
        {
            return options.Value.VerifiedEmail ? "Give an e-mail address: a code is sent to it." : null;
        }

        if (ContactAddress.Parse(ContactKind.Email, email) is not { } address)
        {
            return ContactAddress.Fault(ContactKind.Email);
        }

        return options.Value.Takes(address.Domain) ? null : "Addresses of this domain are not taken here.";
    }

    private bool IsTaken(Contact contact) =>
        contact.Kind == ContactKind.Email && options.Value.Takes(new ContactAddress(contact.Kind, contact.Address).Domain);

    /// <summary>Sends the code, or takes the provider's word. The user is there whatever comes of it, and can ask for the code again.</summary>
    private async Task<CodeSent?> Claim(string user, SignUpUser command)
    {
        if (ContactAddress.Parse(ContactKind.Email, command.Email) is not { } address)
        {
            return null;
        }

        if (command.IsEmailVerified)
        {
            await contacts.ClaimAsync(user, address);
            await contacts.TakeAsync(user, address.Key);
            return null;
        }

        return (await GrainFactory.Contacts(user).Claim(new ClaimContact(ContactKind.Email, command.Email!) { IsConfirmed = true })).Value;
    }
}
