import{a as s,f as l}from"./chunk-WN4LSWZZ.js";import{a as e}from"./chunk-C22FHJ4K.js";var c=["1","2","3","4","5","6","7","8","9",e.keypad.clear,"0",e.keypad.back],r=10,i=class extends l{static properties={device:{attribute:!1},code:{state:!0},fault:{state:!0},address:{state:!0}};constructor(){super(),this.code=this.fault=this.address=""}createRenderRoot(){return this}press(t){this.fault="",t===e.keypad.clear?this.code="":t===e.keypad.back?this.code=this.code.slice(0,-1):this.code.length<r&&(this.code+=t)}typed(t){this.code=t.target.value.replace(/\D/g,"").slice(0,r),this.fault=""}async send(t){var a,o;if(t.preventDefault(),this.code.length<r)this.fault=e.register.short;else try{this.address=await this.device.register(this.code)}catch(d){this.fault=((o=(a=d.errors)==null?void 0:a.code)==null?void 0:o[0])??e.register.failed}this.fault&&this.querySelector("input").focus()}render(){return this.address?s`<section class="attract register" aria-labelledby="register-heading">
        <h1 id="register-heading">${e.register.done}</h1>
        <p>${e.register.address}</p>
        <p class="register-address">${this.address}</p>
        <button type="button" class="button strong" @click=${()=>this.dispatchEvent(new CustomEvent("done"))}>${e.register.begin}</button>
      </section>`:s`<section class="attract register" aria-labelledby="register-heading">
      <h1 id="register-heading">${e.register.title}</h1>
      <form novalidate autocomplete="off" @submit=${this.send}>
        <label for="register-code">${e.register.label}</label>
        <input id="register-code" class="digits" type="text" inputmode="none" autocomplete="off" .value=${this.code}
          aria-invalid=${this.fault?"true":"false"} aria-describedby="register-fault" @input=${this.typed}>
        <p id="register-fault" class="field-error" role="alert">${this.fault}</p>
        <div class="keypad" role="group" aria-label=${e.keypad.label}>${c.map(t=>s`<button type="button" class="button"
          @click=${()=>this.press(t)}>${t}</button>`)}</div>
        <p class="register-ways"><button class="button strong">${e.register.send}</button>
          <button type="button" class="button" @click=${()=>this.dispatchEvent(new CustomEvent("done"))}>${e.register.later}</button></p>
      </form>
    </section>`}};customElements.define("xb-register",i);export{i as Register};
