using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Hosting;
using Parley.Grains.OpenId;

namespace Parley.Grains.SignUp;

internal static class SignUpRegistration
{
    public static ISiloBuilder AddSignUp(this ISiloBuilder silo)
    {
        silo.Services.AddOptions<SignUpOptions>().BindConfiguration(SignUpOptions.Section).ValidateOnStart();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SignUpOptions>, SignUpOptions.Validator>());
        silo.Services.TryAddSingleton<ServerInvites>();
        silo.Services.TryAddSingleton<ExternalLoginStore>();
        return silo;
    }
}
