using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenIddict.Server;
using Streaming.Application.Identity;
using Streaming.Application.Issuing;
using Streaming.Application.Operations;
using Streaming.Gateway.Limiting;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Streaming.Gateway.Issuing;

/// <summary>The issuer as a part of the gateway: OpenIddict, with stores of our own.</summary>
static class IssuerServices
{
    const string Published = "/.well-known";

    /// <summary>What lies below is the protocol's.</summary>
    public const string Endpoints = "/connect";

    /// <summary>What is over is forgotten this often, while anybody asks for tokens.</summary>
    static readonly TimeSpan Prune = TimeSpan.FromHours(1);

    /// <summary>Adds what it needs.</summary>
    public static void Add(IServiceCollection services, EmbeddedIssuer issuer, TokenHolders holders, GuessLimits guesses, TimeProvider time)
    {
        services.AddSingleton(new IssuerKeys(new KeyRing(issuer.Secret, holders, time)));
        services.AddSingleton<IConfigureOptions<OpenIddictServerOptions>>(p => p.GetRequiredService<IssuerKeys>());
        services.AddSingleton<IOptionsChangeTokenSource<OpenIddictServerOptions>>(p => p.GetRequiredService<IssuerKeys>());
        services.AddSingleton(p => new OwnTokens(issuer, p.GetRequiredService<IssuerKeys>(), holders));
        services.AddSingleton(_ => new SignIns(holders));
        services.AddSingleton(guesses);
        services.AddSingleton(p => new ApprovalPages(holders, p.GetRequiredService<SignIns>(), guesses, time));
        services.AddSingleton<PasswordPage>();
        services.AddOpenIddict().AddCore(core => IssuerStores.AddTo(core, holders)).AddServer(server => Configure(server, issuer, time));
        // ASP.NET's way to sign people in brings keys of its own, in a folder of the user's: nothing here uses them.
        foreach (var service in services.Where(s => s.ImplementationType?.Name == "DataProtectionHostedService").ToList())
            services.Remove(service);
    }

    /// <summary>Answers before callers are asked who they are: whoever wants a token has none yet.</summary>
    public static void Use(WebApplication app, ClientLimits clients, GuessLimits guesses, TimeProvider time)
    {
        // Else ASP.NET would put it before everything: before problems are told, limits kept and keys read.
        ((IApplicationBuilder)app).Properties["__AuthenticationMiddlewareSet"] = true;
        var keys = app.Services.GetRequiredService<IssuerKeys>();
        var holders = app.Services.GetRequiredService<TokenHolders>();
        var pruned = new HeldReading<bool>(time, async () =>
        {
            await holders.PruneAsync(time.GetUtcNow());
            return true;
        });
        app.UseWhen(
            http => http.Request.Path.StartsWithSegments(Endpoints) || http.Request.Path.StartsWithSegments(Published),
            here =>
            {
                here.Use(
                    async (http, next) =>
                    {
                        guesses.Check(http);
                        clients.Request(http);
                        await keys.RefreshAsync(http.RequestAborted);
                        await pruned.GetAsync(Prune, http.RequestAborted);
                        await next(http);
                        if (http.Response.StatusCode == StatusCodes.Status401Unauthorized)
                            guesses.Note(http);
                    }
                );
                here.UseAuthentication();
                var pages = app.Services.GetRequiredService<ApprovalPages>();
                here.Use(next => http => ApprovalPages.Are(http) ? pages.AnswerAsync(http) : next(http));
                var password = app.Services.GetRequiredService<PasswordPage>();
                here.Use(next => http => PasswordPage.Is(http.Request.Path) ? password.AnswerAsync(http) : next(http));
            }
        );
    }

    static void Configure(OpenIddictServerBuilder server, EmbeddedIssuer issuer, TimeProvider time)
    {
        server
            .SetIssuer(issuer.Address)
            .SetTokenEndpointUris($"{Endpoints}/token")
            .SetIntrospectionEndpointUris($"{Endpoints}/introspect")
            .SetRevocationEndpointUris($"{Endpoints}/revoke")
            .SetAuthorizationEndpointUris(ApprovalPages.Authorize)
            .SetUserInfoEndpointUris($"{Endpoints}/userinfo")
            .SetDeviceAuthorizationEndpointUris($"{Endpoints}/device")
            .SetEndUserVerificationEndpointUris(ApprovalPages.Verify)
            .AllowClientCredentialsFlow()
            .AllowDeviceAuthorizationFlow()
            .AllowAuthorizationCodeFlow()
            .RequireProofKeyForCodeExchange()
            .SetAuthorizationCodeLifetime(TokenLives.Code)
            .AllowRefreshTokenFlow()
            .SetDeviceCodeLifetime(TokenLives.Device)
            .SetUserCodeLifetime(TokenLives.Device)
            .SetRefreshTokenLifetime(TokenLives.Refresh)
            // What is exchanged does not hold longer for that; and what is shown twice was stolen from one of the two who show it.
            .DisableSlidingRefreshTokenExpiration()
            .SetRefreshTokenReuseLeeway(null)
            .UseReferenceRefreshTokens()
            .RegisterScopes([.. RoleWords.All, .. Grants.Identifying])
            .RegisterClaims(Grants.Roles, Grants.Topologies, Claims.AuthenticationTime, Claims.PreferredUsername)
            .SetIdentityTokenLifetime(TokenLives.Access)
            .SetAccessTokenLifetime(TokenLives.Access)
            // Others than this server may read them, and the gateway does, by the rules that hold for every issuer's.
            .DisableAccessTokenEncryption()
            // What a client may have is decided by roles, and not by a list of scopes beside them.
            .IgnoreScopePermissions()
            .Configure(options =>
            {
                options.TimeProvider = time;
                // In a plain challenge the verifier lies open.
                options.CodeChallengeMethods.IntersectWith([CodeChallengeMethods.Sha256]);
                // The others need a page with a script in it.
                options.ResponseModes.IntersectWith([ResponseModes.Query]);
            });
        server.AddEventHandler<HandleTokenRequestContext>(b => b.UseSingletonHandler<TokenRequests>());
        server.AddEventHandler<HandleUserInfoRequestContext>(b =>
            // Once the library knows whose token it is; in place of what it would tell by itself.
            b.UseSingletonHandler<UserInfo>().SetOrder(OpenIddictServerHandlers.UserInfo.AttachPrincipal.Descriptor.Order + 1)
        );
        server.AddEventHandler<ApplyUserInfoResponseContext>(b => b.UseSingletonHandler<ResponseNotes>().SetOrder(int.MinValue));
        server.AddEventHandler<ApplyTokenResponseContext>(b => b.UseSingletonHandler<ResponseNotes>().SetOrder(int.MinValue));
        server.AddEventHandler<ApplyRevocationResponseContext>(b => b.UseSingletonHandler<ResponseNotes>().SetOrder(int.MinValue));
        server.AddEventHandler<ApplyIntrospectionResponseContext>(b => b.UseSingletonHandler<ResponseNotes>().SetOrder(int.MinValue));
        server.AddEventHandler<ApplyAuthorizationResponseContext>(b => b.UseSingletonHandler<ResponseNotes>().SetOrder(int.MinValue));
        server.AddEventHandler<ApplyDeviceAuthorizationResponseContext>(b => b.UseSingletonHandler<ResponseNotes>().SetOrder(int.MinValue));
        server.AddEventHandler<ApplyEndUserVerificationResponseContext>(b => b.UseSingletonHandler<VerifiedPage>().SetOrder(int.MinValue));
        server.AddEventHandler<HandleRevocationRequestContext>(b =>
            // Once the library knows what token it is.
            b.UseSingletonHandler<SignOuts>().SetOrder(OpenIddictServerHandlers.Revocation.AttachPrincipal.Descriptor.Order + 1)
        );
        // Plain HTTP is spoken on the loopback interface alone (ListenAddress), also to a proxy that speaks TLS.
        server
            .UseAspNetCore()
            .DisableTransportSecurityRequirement()
            .EnableEndUserVerificationEndpointPassthrough()
            .EnableAuthorizationEndpointPassthrough();
    }
}
